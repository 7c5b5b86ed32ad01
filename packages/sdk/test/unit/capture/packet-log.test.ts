import type { Packet } from '@underlay/packet'
import { expect, test } from 'vitest'
import { createPacketLog, type LivePacket } from '../../../src/capture/packet-log.ts'

const taps = ['worker:net0', 'gw0:eth1']

/** Packets of one tap, numbered from `first` there, each of 68 bytes: 100 with what a file has besides. */
function arrivals(count: number, first = 1): readonly Packet[] {
  return Array.from({ length: count }, (_, index) => ({
    number: first + index,
    interfaceId: 0,
    timestampNs: BigInt(first + index),
    capturedLength: 68,
    originalLength: 68,
    linkType: 1,
    bytes: new Uint8Array(68),
  }))
}

async function collect(packets: AsyncIterable<LivePacket>): Promise<readonly string[]> {
  const seen: string[] = []
  for await (const { number, tap, timestampNs } of packets) seen.push(`${number} ${tap} ${timestampNs}`)
  return seen
}

test('packets are iterated in the order of arrival, each with its tap, to the end of the log', async () => {
  const log = createPacketLog({ taps })
  const early = collect(log)
  log.append(1, arrivals(1))
  await Promise.resolve()
  log.append(0, arrivals(2))
  log.append(1, arrivals(1, 2))
  const late = collect(log)
  log.end([2, 2])
  const all = ['1 gw0:eth1 1', '2 worker:net0 1', '3 worker:net0 2', '4 gw0:eth1 2']
  expect([await early, await late, await collect(log)]).toEqual([all, all, all])
})

test('a loop that is left takes nothing from the capture, nor from other loops', async () => {
  const log = createPacketLog({ taps })
  log.append(0, arrivals(3))
  for await (const packet of log) if (packet.number === 2) break
  const [worker, gw0] = log.end([3, 0])
  expect([worker?.packets.length, gw0?.packets.length]).toEqual([3, 0])
  expect(await collect(log)).toHaveLength(3)
})

test('what came after the last count of a tap is no part of the capture', () => {
  const log = createPacketLog({ taps })
  log.append(0, arrivals(3))
  log.append(1, arrivals(3))
  log.append(0, arrivals(1, 4))
  const kept = log.end([3, 1])
  log.append(0, arrivals(9, 5))
  expect(kept.map(({ packets }) => packets.map(({ number }) => number))).toEqual([[1, 2, 3], [4]])
})

test('a ring keeps the latest packets, and counts what it discards by tap', async () => {
  const log = createPacketLog({ taps, keepBytes: 1000 })
  log.append(1, arrivals(4))
  log.append(0, arrivals(20_000))
  const kept = log.end([20_000, 4])
  expect(kept.map(({ packets, discarded }) => [packets.length, packets[0]?.number, discarded])).toEqual([
    [10, 19_995, 19_990],
    [0, undefined, 4],
  ])
  expect((await collect(log))[0]).toBe('19995 worker:net0 19991')
})

test('a loop that is slower than the ring goes on with what is left', async () => {
  const log = createPacketLog({ taps, keepBytes: 300 })
  log.append(0, arrivals(2))
  const seen: number[] = []
  for await (const { number } of log) {
    seen.push(number)
    if (number === 1) log.append(0, arrivals(10, 3))
    if (number === 11) log.end([12, 0])
  }
  expect(seen).toEqual([1, 10, 11, 12])
})

test('a limit is the end: the log is full with that packet', () => {
  let full = 0
  const log = createPacketLog({ taps, limit: 3, onFull: () => full++ })
  log.append(0, arrivals(2))
  expect(log.isFull).toBe(false)
  log.append(1, arrivals(5))
  log.append(0, arrivals(5, 3))
  expect([log.isFull, full]).toEqual([true, 1])
  expect(log.end([7, 5]).map(({ packets }) => packets.length)).toEqual([2, 1])
})
