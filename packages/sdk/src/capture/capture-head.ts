import { readSync } from 'node:fs'
import { readCapture } from '@underlay/packet'

/** The beginning of a capture's file. */
export interface CaptureHead {
  /** Its first bytes, the whole section header among them. */
  readonly bytes: Uint8Array
  readonly comments: readonly string[]
}

const mostHeadBytes = 128 * 1024

/**
 * Reads what an open capture file says of itself, however long it is.
 *
 * @throws PcapFormatError when it does not begin with a little-endian section header.
 */
export function readHead(descriptor: number): CaptureHead {
  const buffer = new Uint8Array(mostHeadBytes)
  const bytes = buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, 0))
  const length = new DataView(buffer.buffer).getUint32(4, true)
  return { bytes, comments: readCapture(bytes.subarray(0, length)).comments ?? [] }
}

const startWords = 'captured from '

/** The comment by which a file is known as that of a capture: another one of the same name has its own. */
export function startComment(startedAt: string): string {
  return `${startWords}${startedAt}`
}

/** When the capture of a file began, ISO 8601, from its comments; undefined for a file that no capture of the SDK wrote. */
export function startIn(comments: readonly string[]): string | undefined {
  return comments.find((comment) => comment.startsWith(startWords))?.slice(startWords.length)
}
