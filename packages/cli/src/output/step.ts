/** One step of what a command does. */
export interface Step {
  readonly title: string
  /** Does it. What is said is shown while it runs; a returned text stands behind the title when it has ended. */
  run(say: (line: string) => void): Promise<string | void>
}

/** A step that has ended, in one line. */
export function endedLine(title: string, result: string | void): string {
  return result === undefined ? title : `${title}: ${result}`
}
