import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createCaptureStream,
  createPcapngWriter,
  PcapFormatError,
  readCapture,
  streamCapture,
  writePcapng,
} from '@underlay/packet'
import type { Packet } from '@underlay/packet'
import { concat } from './build/bytes.ts'
import { samples } from './build/samples.ts'

const recording = readFileSync(join(import.meta.dirname, 'fixtures/recordings/cross.gw0.eth1.pcap'))
const packets = samples.slice(0, 6).map(({ bytes }, index) => ({
  interfaceId: index % 2,
  timestampNs: 1_700_000_000_000_000_000n + BigInt(index),
  bytes,
  ...(index === 2 && { comments: ['first', 'second'] }),
}))
const content = {
  comments: ['what', 'where'],
  application: 'Underlay',
  interfaces: [
    { name: 'a:net0', description: 'rack 0', comments: ['tapped'], linkType: 1, received: 3, dropped: 1 },
    { name: 'b:net0', linkType: 1 },
  ],
  packets,
}

async function collect(source: AsyncIterable<Packet>): Promise<readonly Packet[]> {
  const all: Packet[] = []
  for await (const packet of source) all.push(packet)
  return all
}

function* cut(bytes: Uint8Array, step: number): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += step) yield bytes.subarray(start, start + step)
}

/** A record of a names block. */
function record(type: number, ...bytes: number[]): Uint8Array {
  const padded = new Uint8Array(4 + Math.ceil(bytes.length / 4) * 4)
  padded.set([type, 0, bytes.length, 0, ...bytes])
  return padded
}

function text(value: string): readonly number[] {
  return [...new TextEncoder().encode(value)]
}

/** All that a stream gives, and how it ends. */
function outcome(chunks: Iterable<Uint8Array>): unknown {
  const stream = createCaptureStream()
  const read: Packet[] = []
  try {
    for (const chunk of chunks) read.push(...stream.push(chunk))
    return [read, stream.end(), stream.facts]
  } catch (error) {
    return [read, String(error)]
  }
}

describe('streamCapture', () => {
  it.each([
    ['pcap', recording],
    ['pcapng', writePcapng(content)],
    ['sections', concat(writePcapng(content), writePcapng({ ...content, comments: ['again'] }))],
  ])('gives what readCapture gives of a %s, however it is cut', async (_, bytes) => {
    const { packets: whole, ...facts } = readCapture(bytes)
    for (const step of [1, 3, 16, 100, 333, bytes.length]) {
      const capture = streamCapture(cut(bytes, step))
      expect(await collect(capture)).toEqual(whole)
      expect(capture.facts).toEqual(facts)
      expect(capture.truncated).toBeUndefined()
    }
  })

  it('tells of a truncation after the last packet', async () => {
    const capture = streamCapture([recording.subarray(0, 100)])
    expect(await collect(capture)).toEqual([])
    expect(capture.truncated).toEqual({ offset: 24, message: 'packet needs 148 bytes, 60 are left' })
  })

  it('ends its source when the loop is left', async () => {
    let ended = false
    async function* source() {
      try {
        for (const chunk of cut(recording, 500)) yield chunk
      } finally {
        ended = true
      }
    }
    for await (const packet of streamCapture(source())) if (packet.number === 2) break
    expect(ended).toBe(true)
  })

  it('refuses what is no capture', async () => {
    await expect(collect(streamCapture([new Uint8Array(2)]))).rejects.toThrow(PcapFormatError)
    await expect(collect(streamCapture([new Uint8Array(2), new Uint8Array(9)]))).rejects.toThrow('unknown magic')
  })

  it('waits for a block of the largest size, and then says what is wrong with it', () => {
    const stream = createCaptureStream()
    const claim = concat(writePcapng(content), Uint8Array.of(99, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0))
    expect(stream.push(claim)).toHaveLength(6)
    const fill = (): void => {
      for (let count = 0; count < 256; count++) expect(stream.push(new Uint8Array(65_536))).toEqual([])
    }
    expect(fill).toThrow('pcapng block length 16777216 is repeated as 0')
    expect(() => stream.end()).toThrow('is repeated as 0')
  })
})

describe('createPcapngWriter', () => {
  it('writes what writePcapng writes, piece by piece', () => {
    const writer = createPcapngWriter(content)
    const pieces = [
      writer.header,
      ...content.interfaces.map((each) => writer.addInterface(each)),
      ...packets.map((packet) => writer.packet(packet)),
      writer.statistics(0, { received: 3, dropped: 1 }),
    ]
    expect(concat(...pieces)).toEqual(writePcapng(content))
  })

  it('takes interfaces between packets, and refuses packets of none', () => {
    const writer = createPcapngWriter()
    const [first, second] = packets
    const pieces = [writer.header, writer.addInterface({ name: 'a', linkType: 1 }), writer.packet(first!)]
    expect(() => writer.packet(second!)).toThrow('packet 2 is of interface 1, there are 1')
    pieces.push(writer.addInterface({ name: 'b', linkType: 1 }), writer.packet(second!))
    expect(readCapture(concat(...pieces)).packets.map(({ interfaceId }) => interfaceId)).toEqual([0, 1])
  })
})

describe('names', () => {
  it('are read, as far as their type is known', () => {
    const body = concat(
      record(1, 10, 1, 5, 10, ...text('worker\0worker.lab\0')),
      record(9, 1, 2, 3),
      record(3, 2, 0, 0, 0, 0, 1, ...text('nic\0')),
      record(0),
    )
    const length = body.length + 12
    const block = concat(Uint8Array.of(4, 0, 0, 0, length, 0, 0, 0), body, Uint8Array.of(length, 0, 0, 0))
    expect(readCapture(concat(writePcapng(content), block)).names).toEqual([
      { address: '10.1.5.10', names: ['worker', 'worker.lab'] },
      { address: '02:00:00:00:00:01', names: ['nic'] },
    ])
    // A record that goes beyond its block.
    block[10] = 200
    expect(() => readCapture(concat(writePcapng(content), block))).toThrow('name record of 200 bytes goes beyond')
  })
})

describe('random cuts of mutants', () => {
  it('give the packets of the whole, and its error', () => {
    const file = writePcapng(content)
    const edits = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 4 })
    fc.assert(
      fc.property(edits, fc.integer({ min: 1, max: 400 }), (changes, step) => {
        const mutant = file.slice()
        for (const [offset, value] of changes) mutant[offset] = value
        expect(outcome(cut(mutant, step))).toEqual(outcome([mutant]))
      }),
      { numRuns: 300 },
    )
  })
})
