import { readSync, writeSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { isMainThread } from 'node:worker_threads'
import type { RunEvent, RunOrder } from '../run-event.ts'
import { followOutputs } from './follow-outputs.ts'
import { hookCells } from './hook-cells.ts'

// Loaded by `node --import` before a notebook, for the runner at the other end of a socket. The variable is taken away, and
// so is the option: what the notebook starts is no notebook.
const socket = Number(process.env['UNDERLAY_NOTEBOOK_SOCKET'])
if (isMainThread && socket > 2) {
  delete process.env['UNDERLAY_NOTEBOOK_SOCKET']
  process.execArgv.splice(0, 2)
  const order = readOrder(socket)
  const send = (event: RunEvent) => writeAll(socket, `${oneLine(event)}\n`)
  const outputs = followOutputs(send, order.boundary)
  const cells = hookCells(order, send, outputs)
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      if (url !== order.url) return loaded
      if (order.first !== undefined) cells.begin(order.first)
      return { ...loaded, source: order.script }
    },
  })
}

/** The reader takes Unicode's separators for ends of lines. */
function oneLine(event: RunEvent): string {
  return JSON.stringify(event).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}

function readOrder(fd: number): RunOrder {
  const chunks: Buffer[] = []
  for (;;) {
    const chunk = Buffer.alloc(64 * 1024)
    const read = readSync(fd, chunk)
    const part = chunk.subarray(0, read)
    chunks.push(part)
    if (read === 0 || part.includes('\n')) return JSON.parse(Buffer.concat(chunks).toString())
  }
}

function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text)
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at)
  } catch {
    // Nobody listens any more; the runner's guard ends this process.
  }
}
