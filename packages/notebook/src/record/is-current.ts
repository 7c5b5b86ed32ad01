import { createHash } from 'node:crypto'
import type { RunRecord } from './run-record.ts'

/** The SHA-256 of a notebook's text, in hex, as records have it. */
export function sourceSha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/**
 * Whether a record is of the notebook as it is now.
 *
 * @example
 * ```ts
 * if (!isCurrent(record, notebook.text)) throw new Error('render it again')
 * ```
 */
export function isCurrent({ metadata }: RunRecord, text: string): boolean {
  return metadata.underlay.sourceSha256 === sourceSha256(text)
}
