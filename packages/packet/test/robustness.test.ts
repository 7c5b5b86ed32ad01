import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCaptureStream, readCapture, writePcapng } from '@underlay/packet'
import { brokenSamples, samples } from './build/samples.ts'
import { findFaults, linkTypes, readOrRefuse } from './faults.ts'

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

describe('decode throws on nothing', () => {
  it.each(linkTypes)('random bytes of link type %i', (linkType) => {
    const random = fc.uint8Array({ maxLength: 120 })
    const property = fc.property(random, (bytes) => findFaults({ bytes, linkType }).length === 0)
    expect(() => fc.assert(property, runs)).not.toThrow()
  })

  it.each([...samples, ...brokenSamples])('mutations of: $name', ({ bytes, linkType }) => {
    const property = fc.property(mutated(bytes), (mutation) => findFaults({ bytes: mutation, linkType }).length === 0)
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
