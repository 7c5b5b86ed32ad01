import { constants, createReadStream, fstatSync, openSync } from 'node:fs'
import { Socket } from 'node:net'
import { addAbortSignal, type Readable } from 'node:stream'
import { isatty, ReadStream } from 'node:tty'
import { LabError } from '../errors.ts'

// More than any parser takes, whatever the text's characters are.
const mostBytes = 4 * 1024 * 1024

/**
 * Reads a document that was named, at most 4 MiB of it: what is larger no parser takes. It may be a pipe, such as
 * `/dev/stdin` or a shell's `<(…)`; that is read to its end.
 *
 * @param options.signal ends the waiting for a pipe that nobody writes into.
 * @throws LabError when it cannot be read.
 * @throws the signal's reason when it is aborted.
 */
export async function readDocument(
  path: string,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<string> {
  signal?.throwIfAborted()
  try {
    const stream = openStream(path)
    return await upTo(mostBytes, signal === undefined ? stream : addAbortSignal(signal, stream))
  } catch (error) {
    signal?.throwIfAborted()
    throw new LabError(`${path} cannot be read: ${whyNot(error)}`, 'look at the path, and at who may read it')
  }
}

// A thread that opens or reads a pipe is not to be interrupted, and keeps the process from ending.
function openStream(path: string): Readable {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  if (isatty(descriptor)) return new ReadStream(descriptor)
  if (fstatSync(descriptor).isFIFO()) return new Socket({ fd: descriptor, readable: true, writable: false })
  return createReadStream('', { fd: descriptor, end: mostBytes })
}

async function upTo(most: number, stream: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer)
    length += (chunk as Buffer).length
    if (length > most) break
  }
  return Buffer.concat(chunks).toString()
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you may not',
}

function whyNot(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return reasons[code] ?? (error instanceof Error ? error.message : String(error))
}
