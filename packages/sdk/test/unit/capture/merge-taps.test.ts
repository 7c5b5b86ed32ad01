import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeTaps, type TapRecord } from '../../../src/capture/merge-taps.ts'

function record(place: string, times: readonly number[]): TapRecord {
  const packets = times.map((time, index) => ({
    number: index + 1,
    interfaceId: 0,
    timestampNs: BigInt(time),
    capturedLength: 1,
    originalLength: 1,
    linkType: 1,
    bytes: Uint8Array.of(index),
  }))
  return {
    described: { name: `${place}:net0`, description: 'rack', snapLength: 96 },
    linkType: 1,
    packets,
    received: times.length + 1,
    dropped: 1,
    discarded: 0,
  }
}

test('packets stand in the order of their one clock, numbered from 1, each with its interface', () => {
  const { packets } = mergeTaps([record('worker', [10, 30]), record('worker2', [20, 40])])
  expect(packets.map(({ number, interfaceId, timestampNs }) => [number, interfaceId, timestampNs])).toEqual([
    [1, 0, 10n],
    [2, 1, 20n],
    [3, 0, 30n],
    [4, 1, 40n],
  ])
})

test('at the same instant the taps keep the order in which they were named', () => {
  const { packets } = mergeTaps([record('worker', [7]), record('gw0', [7]), record('worker2', [7])])
  expect(packets.map(({ interfaceId }) => interfaceId)).toEqual([0, 1, 2])
})

test('each tap is an interface with what its kernel counted, also one that saw nothing', () => {
  expect(mergeTaps([record('worker', []), record('gw0', [1])]).interfaces).toEqual([
    { id: 0, tap: 'worker:net0', description: 'rack', linkType: 1, snapLength: 96, received: 1, dropped: 1 },
    { id: 1, tap: 'gw0:net0', description: 'rack', linkType: 1, snapLength: 96, received: 2, dropped: 1 },
  ])
})

test('no packet is lost or made, and a tap keeps its own order where its clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(20)), { maxLength: 4 }), (taps) => {
      const records = taps.map((times, index) =>
        record(
          `n${index}`,
          times.toSorted((a, b) => a - b),
        ),
      )
      const { packets } = mergeTaps(records)
      expect(packets.map(({ number }) => number)).toEqual(packets.map((_, index) => index + 1))
      for (const [id, { packets: own }] of records.entries()) {
        expect(packets.filter(({ interfaceId }) => interfaceId === id).map(({ bytes }) => bytes)).toEqual(
          own.map(({ bytes }) => bytes),
        )
      }
    }),
  )
})
