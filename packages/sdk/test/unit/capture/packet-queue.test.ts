import type { Packet } from '@underlay/packet'
import { expect, test } from 'vitest'
import { createPacketQueue, type PacketQueue } from '../../../src/capture/packet-queue.ts'
import { nextShare } from '../../../src/capture/pump-packets.ts'

const taps = ['worker:net0', 'gw0:eth1']

const packets = (...timesNs: readonly number[]): readonly Packet[] =>
  timesNs.map((time, index) => ({
    number: index + 1,
    interfaceId: 0,
    timestampNs: BigInt(time),
    capturedLength: 88,
    originalLength: 88,
    linkType: 1,
    bytes: new Uint8Array(88),
  }))

async function rest(queue: PacketQueue): Promise<readonly string[]> {
  const seen: string[] = []
  for (let batch = await queue.take(); batch !== undefined; batch = await queue.take()) {
    seen.push(...batch.map(({ number, tap, timestampNs }) => `${number} ${tap} ${timestampNs}`))
  }
  return seen
}

test('packets of several taps come in the order of their time, whichever arrived first', async () => {
  const queue = createPacketQueue({ taps })
  queue.append(1, packets(20, 40))
  const reading = rest(queue)
  queue.append(0, packets(10, 30))
  setTimeout(() => {
    queue.append(1, packets(60))
    queue.append(0, packets(50))
    queue.end()
  }, 60)
  expect(await reading).toEqual([
    '1 worker:net0 10',
    '2 gw0:eth1 20',
    '3 worker:net0 30',
    '4 gw0:eth1 40',
    '5 worker:net0 50',
    '6 gw0:eth1 60',
  ])
})

test('one tap waits for no other, and a packet of several not for long', async () => {
  const one = createPacketQueue({ taps: ['worker:net0'], holdMs: 0 })
  one.append(0, packets(10))
  expect((await one.take())?.length).toBe(1)
  const two = createPacketQueue({ taps, holdMs: 30 })
  const start = performance.now()
  two.append(0, packets(10))
  expect((await two.take())?.length).toBe(1)
  expect(performance.now() - start).toBeGreaterThan(25)
})

test('what there is no room for is discarded and counted by tap; what was taken makes room', async () => {
  // A packet of 88 bytes takes 600.
  const queue = createPacketQueue({ taps, mostBytes: 1800, holdMs: 0 })
  queue.append(0, packets(1, 2))
  queue.append(0, packets(3, 4))
  queue.append(1, packets(5))
  queue.append(1, packets(6))
  expect([(await queue.take())?.length, queue.discarded]).toEqual([3, [2, 1]])
  queue.append(1, packets(7, 8, 9))
  queue.end()
  expect([await rest(queue), queue.discarded]).toEqual([
    ['4 gw0:eth1 7', '5 gw0:eth1 8', '6 gw0:eth1 9'],
    [2, 1],
  ])
})

test('a long queue is taken in pieces, and other things go on between two of them', async () => {
  const queue = createPacketQueue({ taps: ['worker:net0'] })
  queue.append(0, packets(...Array.from({ length: 1200 }, (_, index) => index)))
  queue.end()
  let turns = 0
  const count = (): void => void (turns++, (again = setImmediate(count)))
  let again = setImmediate(count)
  const sizes: number[] = []
  for (let batch = await queue.take(); batch !== undefined; batch = await queue.take()) sizes.push(batch.length)
  clearImmediate(again)
  expect(sizes).toEqual([500, 500, 200])
  expect(turns).toBeGreaterThanOrEqual(3)
})

test('packets that are much work are carried in smaller numbers, so that what arrives is read in time', () => {
  const shares = [20, 20, 20, 20, 20, 20, 20, 1, 1].reduce<number[]>(
    (all, tookMs) => [...all, nextShare(all.at(-1) ?? 500, tookMs)],
    [],
  )
  expect(shares).toEqual([250, 125, 62, 31, 16, 16, 16, 32, 64])
})
