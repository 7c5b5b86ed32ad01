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
  return (
    lines.length > 0 &&
    lines.every((line) => /no such (?:container|object)|removal of container .* is already in progress/i.test(line))
  )
}
