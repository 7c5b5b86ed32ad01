import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  PcapFormatError,
  createCaptureStream,
  decode,
  frameProtocols,
  readCapture,
  summarizeAll,
  writePcapng,
} from '@underlay/packet'
import type { Layer } from '@underlay/packet'
import { brokenSamples, samples } from './build/samples.ts'

const linkTypes = [0, 1, 12, 14, 101, 113, 276, 147]
const recording = readFileSync(join(import.meta.dirname, 'fixtures/recordings/cross.gw0.eth1.pcap'))
const runs = { numRuns: 300 }

/** A few bytes overwritten, and perhaps cut. */
function mutated(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const edit = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255))
  return fc.tuple(fc.array(edit, { maxLength: 6 }), fc.integer({ min: 0, max: bytes.length })).map(([edits, cut]) => {
    const copy = bytes.slice()
    for (const [offset, value] of edits) copy[offset] = value
    return cut % 3 === 0 ? copy.slice(0, cut) : copy
  })
}

/** Reads every field of every layer; says what is wrong with the layers' places. */
function findMisplaced(layers: readonly Layer[], bytes: Uint8Array): readonly string[] {
  const starts = layers.map(({ start }) => start)
  const ends = layers.map(({ start, length }) => start + length)
  return [
    ...(layers.length > 16 ? [`${layers.length} layers`] : []),
    ...layers.flatMap(({ name, start, fields }, index) => {
      const values = Object.values({ ...fields })
      const isBehind = index === 0 || start === ends[index - 1]
      return isBehind && start <= bytes.length && !values.includes(undefined) ? [] : [`${name} at ${starts.join()}`]
    }),
    ...((ends.at(-1) ?? 0) > bytes.length ? ['beyond the end'] : []),
    ...layers.flatMap(({ quoted }) => findMisplaced(quoted, bytes)),
  ]
}

function findFaults(bytes: Uint8Array, linkType: number): readonly string[] {
  const layers = decode({ bytes, linkType }, { vxlanPorts: [8472] })
  const lengths = { capturedLength: bytes.length, originalLength: bytes.length }
  const [row] = summarizeAll([{ number: 1, interfaceId: 0, timestampNs: 0n, ...lengths, bytes, linkType }])
  const isPrintable = /^[^\p{Cc}]+$/u.test(row?.info ?? '')
  const isNamed = layers.length === 0 || frameProtocols(layers) !== ''
  return [...findMisplaced(layers, bytes), ...(isPrintable ? [] : ['info']), ...(isNamed ? [] : ['name'])]
}

/** 'read', or 'refused' with the documented error; any other error goes through. */
function readOrRefuse(read: () => unknown): string {
  try {
    read()
    return 'read'
  } catch (error) {
    if (!(error instanceof PcapFormatError) || error.offset < 0) throw error
    return 'refused'
  }
}

describe('decode throws on nothing', () => {
  it.each(linkTypes)('random bytes of link type %i', (linkType) => {
    const random = fc.uint8Array({ maxLength: 120 })
    const property = fc.property(random, (bytes) => findFaults(bytes, linkType).length === 0)
    expect(() => fc.assert(property, runs)).not.toThrow()
  })

  it.each([...samples, ...brokenSamples])('mutations of: $name', ({ bytes, linkType }) => {
    const property = fc.property(mutated(bytes), (mutation) => findFaults(mutation, linkType).length === 0)
    expect(() => fc.assert(property, { numRuns: 100 })).not.toThrow()
  })
})

describe('readCapture throws PcapFormatError or nothing', () => {
  const pcapng = writePcapng({
    comments: ['c'],
    interfaces: [{ name: 'n:e', linkType: 1, received: 1, dropped: 0 }],
    packets: samples.slice(0, 4).map(({ bytes }) => ({ interfaceId: 0, timestampNs: 1n, bytes, comments: ['x'] })),
  })

  it.each([
    ['random bytes', fc.uint8Array({ maxLength: 200 })],
    ['a mutated pcap', mutated(recording)],
    ['a mutated pcapng', mutated(pcapng)],
  ])('%s', (_, arbitrary) => {
    const outcomes = fc.sample(arbitrary, 2000).map((bytes) => readOrRefuse(() => readCapture(bytes)))
    expect(outcomes).toContain('refused')
  })

  it('and so does a stream', () => {
    const streams = fc.sample(mutated(recording), 500)
    const outcomes = streams.map((bytes) => readOrRefuse(() => createCaptureStream().push(bytes)))
    expect(new Set(outcomes)).toEqual(new Set(['read', 'refused']))
  })
})
