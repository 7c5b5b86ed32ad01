import { harmless } from '../markup/harmless.ts'

/** One mistake of a notebook: where it stands, what is wrong, and what to do. Lines and columns count from 1. */
export interface NotebookIssue {
  readonly line: number
  readonly column: number
  readonly message: string
  readonly fix: string
}

/**
 * Thrown when a notebook cannot be read as cells; carries every mistake that was found, its message is one line for each.
 *
 * @example
 * ```ts
 * try {
 *   parseNotebook('routes.mts', '// %% Routes timeout="soon"')
 * } catch (error) {
 *   if (error instanceof NotebookError) console.error(error.issues.length, error.message)
 * }
 * ```
 */
export class NotebookError extends Error {
  override readonly name = 'NotebookError'
  readonly path: string
  readonly issues: readonly NotebookIssue[]

  constructor(path: string, issues: readonly NotebookIssue[]) {
    const lines = issues.map(({ line, column, message, fix }) => `${path}:${line}:${column} ${message}; ${fix}`)
    super(harmless(lines.join('\n')))
    this.path = path
    this.issues = issues
  }

  // The mistakes are in the notebook: where this was thrown helps nobody.
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `${this.name}:\n${this.message}`
  }
}
