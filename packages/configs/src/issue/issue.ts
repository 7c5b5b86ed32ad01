/**
 * One mistake (or one note) about a document: where it stands and what is wrong with it.
 *
 * `line` and `column` count from 1 and are absent for documents built in code; `path` is empty for the document as a whole.
 *
 * @example
 * ```ts
 * const issue: Issue = { file: 'clab.yaml', line: 3, column: 9, path: 'topology.nodes.gw0.kind', message: 'is required' }
 * ```
 */
export interface Issue {
  readonly file: string
  readonly line?: number
  readonly column?: number
  readonly path: string
  readonly message: string
}

/**
 * Writes an issue as one line, `file:line:col path message`; without a position, `file path message`.
 *
 * @example
 * ```ts
 * formatIssue({ file: 'kind.yaml', line: 2, column: 1, path: 'name', message: 'is required' }) // 'kind.yaml:2:1 name is required'
 * ```
 */
export function formatIssue(issue: Issue): string {
  const place = issue.line === undefined ? issue.file : `${issue.file}:${issue.line}:${issue.column ?? 1}`
  return [place, issue.path, issue.message].filter((part) => part !== '').join(' ')
}
