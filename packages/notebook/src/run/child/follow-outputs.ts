import { subscribe } from 'node:diagnostics_channel'
import { StringDecoder } from 'node:string_decoder'
import type { RunPlace } from '@underlay/sdk'
import type { MimeBundle } from '../../record/run-record.ts'
import type { RunEvent } from '../run-event.ts'

type Send = (event: RunEvent) => void
type Written = (error?: Error | null) => void

/** The outputs of this process, which go to the runner; those of the processes that it starts go to the pipes. */
export interface Outputs {
  /** Says on both pipes that what follows belongs to a cell, or to the end. */
  boundary(place: number | 'end'): void
}

const pieceLength = 64 * 1024
const longestDisplay = 1024 * 1024

/** Sends what this process writes, shows and opens to the runner, in the order of its doing so. */
export function followOutputs(send: Send, boundary: string): Outputs {
  const pipes = (['stdout', 'stderr'] as const).map((name) => replaceWrite(name, send))
  subscribe('underlay:display', (bundle) => send({ type: 'display', data: sendable(bundle as MimeBundle) }))
  subscribe('underlay:lab', (place) => send({ type: 'place', place: place as RunPlace }))
  return {
    boundary: (place) => {
      for (const write of pipes) write(`\0${boundary} ${place}\0`)
    },
  }
}

function replaceWrite(name: 'stdout' | 'stderr', send: Send): (text: string) => void {
  const stream = process[name]
  const pipe = stream.write.bind(stream)
  const decoder = new StringDecoder('utf8')
  const write = (chunk: string | Uint8Array, encoding?: BufferEncoding | Written, written?: Written): boolean => {
    const bytes = typeof chunk === 'string' && typeof encoding === 'string' ? Buffer.from(chunk, encoding) : chunk
    const text = typeof bytes === 'string' ? bytes : decoder.write(bytes)
    for (let at = 0; at < text.length; at += pieceLength) {
      send({ type: 'write', name, text: text.slice(at, at + pieceLength) })
    }
    const done = typeof encoding === 'function' ? encoding : written
    if (done !== undefined) process.nextTick(done)
    return true
  }
  stream.write = write
  return (text) => void pipe(text)
}

function sendable(bundle: MimeBundle): MimeBundle {
  try {
    if (JSON.stringify(bundle).length <= longestDisplay) return bundle
    return { 'text/plain': 'a value of more than 1 MiB was shown here; it is not kept' }
  } catch (error) {
    return { 'text/plain': `a value was shown here that is no JSON: ${String(error)}` }
  }
}
