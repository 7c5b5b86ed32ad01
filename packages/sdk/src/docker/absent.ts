/**
 * Whether all that Docker complained of is that containers do not exist, or are just being removed.
 *
 * @example
 * ```ts
 * onlyAbsent('Error response from daemon: No such container: lab-worker\n') // true
 * ```
 */
export function onlyAbsent(stderr: string): boolean {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '')
  return lines.length > 0 && lines.every((line) => /no such (?:container|object)/i.test(line) || isBeingRemoved(line))
}

/** Whether Docker complained that somebody else is just removing a container: it is not gone yet. */
export function isBeingRemoved(stderr: string): boolean {
  return /removal of container .* is already in progress/i.test(stderr)
}
