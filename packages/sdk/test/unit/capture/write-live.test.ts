import { PassThrough, Writable } from 'node:stream'
import { readCapture, type Packet } from '@underlay/packet'
import { expect, test, vi } from 'vitest'
import { createLivePcapng } from '../../../src/capture/live-pcapng.ts'
import { createPacketLog } from '../../../src/capture/packet-log.ts'
import { writeLive } from '../../../src/capture/write-live.ts'

const names = ['worker:net0', 'gw0:eth1']
const described = names.map((name) => ({ name, description: `what ${name} is`, snapLength: 96 }))
const packet = (number: number, bytes = 60): Packet => ({
  number,
  interfaceId: 0,
  timestampNs: BigInt(number),
  capturedLength: bytes,
  originalLength: bytes,
  linkType: 1,
  bytes: new Uint8Array(bytes),
})

function start(output: Writable) {
  const log = createPacketLog({ taps: names })
  const pcapng = createLivePcapng({ comments: ['live'] }, described)
  const trailer = vi.fn<() => Promise<Uint8Array>>(async () =>
    pcapng.statistics([{ received: 7, dropped: 1 }, { received: 1 }]),
  )
  return { log, trailer, written: writeLive(log, pcapng, output, trailer) }
}

test('what is written while packets come is a whole pcapng, with what the taps lost', async () => {
  const output = new PassThrough({ highWaterMark: 100 })
  const { log, written } = start(output)
  log.append(1, [packet(1)])
  log.append(0, [packet(1), packet(2)])
  const chunks: Buffer[] = []
  output.on('data', (chunk: Buffer) => chunks.push(chunk))
  log.end([2, 1])
  await written
  expect(output.writable).toBe(true)
  const { comments, interfaces, packets } = readCapture(Buffer.concat(chunks))
  expect(comments).toEqual(['live'])
  expect(interfaces).toMatchObject([
    { name: 'gw0:eth1', description: 'what gw0:eth1 is', received: 1 },
    { name: 'worker:net0', received: 7, dropped: 1 },
  ])
  expect(packets.map(({ interfaceId, timestampNs }) => [interfaceId, timestampNs])).toEqual([
    [0, 1n],
    [1, 1n],
    [1, 2n],
  ])
})

test('a reader that goes ends it without a word', async () => {
  const gone = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })
  const { log, written } = start(new Writable({ write: (_, __, done) => done(gone) }))
  log.append(0, [packet(1)])
  await expect(written).resolves.toBeUndefined()
})

test('a reader that stops reading and goes does not hold it', async () => {
  const output = new PassThrough({ highWaterMark: 1 })
  const { log, written } = start(output)
  log.append(0, [packet(1, 5000)])
  setImmediate(() => output.destroy())
  await expect(written).resolves.toBeUndefined()
})

test('a reader that goes while nothing comes does not end the capture', async () => {
  const output = new PassThrough()
  const { log, trailer, written } = start(output)
  log.append(0, [packet(1)])
  await vi.waitFor(() => expect(output.readableLength).toBeGreaterThan(100))
  output.destroy()
  await written
  // It would wait for the taps to end.
  expect(trailer).not.toHaveBeenCalled()
})

test('any other error is told', async () => {
  const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' })
  const { written } = start(new Writable({ write: (_, __, done) => done(full) }))
  await expect(written).rejects.toThrow('no space left')
})
