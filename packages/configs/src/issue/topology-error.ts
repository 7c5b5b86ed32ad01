import type { Issue } from './issue.ts'
import { formatIssue } from './issue.ts'

/**
 * Thrown when the documents of a lab are wrong; carries every mistake that was found, its message is one line for each.
 *
 * @example
 * ```ts
 * try {
 *   parseKindConfig('kind: Clutser', { file: 'kind.yaml' })
 * } catch (error) {
 *   if (error instanceof TopologyError) console.error(error.issues.length, error.message)
 * }
 * ```
 */
export class TopologyError extends Error {
  override readonly name = 'TopologyError'
  readonly code = 'TOPOLOGY'
  readonly issues: readonly Issue[]

  constructor(issues: readonly Issue[]) {
    super(issues.map(formatIssue).join('\n'))
    this.issues = issues
  }

  // The mistakes are in the documents: where this was thrown helps nobody.
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `${this.name}:\n${this.message}`
  }
}
