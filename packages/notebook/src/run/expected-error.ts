/** Errors that the runner itself puts into a cell; no `throws` asks for them. */
export const runnerErrors = {
  nothingThrown: 'NothingThrownError',
  timeout: 'CellTimeoutError',
  exit: 'NotebookExitError',
} as const

const never: ReadonlySet<string> = new Set(Object.values(runnerErrors))

/**
 * Whether an error is the one that a cell's `throws` asks for: any, or one whose name or message contains the text.
 *
 * @example
 * ```ts
 * isExpected('no route', { name: 'LabError', message: 'worker2 has no route to 10.1.6.0/24' }) // true
 * ```
 */
export function isExpected(
  throws: true | string | undefined,
  { name, message }: { readonly name: string; readonly message: string },
): boolean {
  if (throws === undefined || never.has(name)) return false
  return throws === true || name.includes(throws) || message.includes(throws)
}
