import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { createCaptureStream, rowPages, type Packet } from '@underlay/sdk'

// A thread of its own: as for tcpdump, nothing that other measurements hold is collected meanwhile.
parentPort?.on('message', (file: string) => {
  const start = performance.now()
  printAll(file)
  // A thread has no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage(performance.now() - start)
})

const bytesRead = 1 << 18

/** Page by page, as both tools print. */
function printAll(file: string): void {
  const sink = openSync('/dev/null', 'w')
  for (const page of rowPages(packetsOf(file), { encoded: true })) writeSync(sink, page)
  closeSync(sink)
}

/** Piece by piece through one buffer, as both tools read. */
function* packetsOf(file: string): Generator<Packet, void> {
  const source = openSync(file, 'r')
  const stream = createCaptureStream()
  const chunk = new Uint8Array(bytesRead)
  for (let length = readSync(source, chunk); length > 0; length = readSync(source, chunk)) {
    yield* stream.push(chunk.subarray(0, length))
  }
  stream.end()
  closeSync(source)
}
