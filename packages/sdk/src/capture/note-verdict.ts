import { closeSync, fstatSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import type { Outcome } from '@underlay/evidence'
import { annotateHead, annotatePcapng, readCapture } from '@underlay/packet'
import type { Capture } from './capture.ts'
import { readHead, startComment } from './capture-head.ts'

// Beyond that a file is not written anew for a comment.
const mostRewrittenBytes = 16 * 1024 * 1024
const mostTextLength = 2000

/**
 * Writes a verdict into the capture's file: its summary as a comment of the section, and at the packet that shows a failure.
 * Where the file cannot be written, or is another capture's by now, nothing happens: a verdict does not depend on it.
 *
 * @param offending numbers of packets that show the failure, as in `capture.packets`.
 * @example
 * noteVerdict(cap, verdict)
 */
export function noteVerdict(
  capture: Pick<Capture, 'file' | 'startedAt'>,
  verdict: { readonly outcome: Outcome; readonly summary: string },
  offending: readonly number[] = [],
): void {
  // Some summaries begin with the outcome themselves.
  const summary = verdict.summary.replace(new RegExp(`^${verdict.outcome}: *`), '')
  const text = `${verdict.outcome.toUpperCase()}: ${summary}`.slice(0, mostTextLength)
  try {
    if (offending.length === 0 && writeHead(capture, text)) return
    rewrite(capture, text, offending)
  } catch {
    // The verdict is what counts.
  }
}

/** One write over the section header, however long the file is; false when its room is used up. */
function writeHead({ file, startedAt }: Pick<Capture, 'file' | 'startedAt'>, text: string): boolean {
  const descriptor = openSync(file, 'r+')
  try {
    const { bytes, comments } = readHead(descriptor)
    if (!comments.includes(startComment(startedAt)) || comments.includes(text)) return true
    const annotated = annotateHead(bytes, [text])
    if (annotated !== undefined) writeSync(descriptor, annotated, 0, annotated.length, 0)
    return annotated !== undefined || fstatSync(descriptor).size > mostRewrittenBytes
  } finally {
    closeSync(descriptor)
  }
}

function rewrite(
  { file, startedAt }: Pick<Capture, 'file' | 'startedAt'>,
  text: string,
  offending: readonly number[],
): void {
  const descriptor = openSync(file, 'r')
  const { size } = fstatSync(descriptor)
  closeSync(descriptor)
  if (size > mostRewrittenBytes) return void writeHead({ file, startedAt }, text)
  const bytes = readFileSync(file)
  const comments = readCapture(bytes).comments ?? []
  if (!comments.includes(startComment(startedAt))) return
  const packetComments = new Map(offending.map((number) => [number, [text]]))
  const isNew = !comments.includes(text)
  if (!isNew && offending.length === 0) return
  const written = `${file}.${process.pid}`
  try {
    writeFileSync(written, annotatePcapng(bytes, { comments: isNew ? [text] : [], packetComments }))
    renameSync(written, file)
  } catch (error) {
    rmSync(written, { force: true })
    throw error
  }
}
