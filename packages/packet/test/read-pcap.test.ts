import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PcapFormatError, createCaptureStream, readCapture, writePcap } from '@underlay/packet'
import type { Packet } from '@underlay/packet'
import { concat, text } from './build/bytes.ts'

const recording = readFileSync(join(import.meta.dirname, 'fixtures/recordings/cross.gw0.eth1.pcap'))

/** A pcap of one 4-byte packet at 1.5 s, in the given order and magic. */
function tinyPcap(magic: number, littleEndian: boolean, fraction: number, length = 4): Uint8Array {
  const view = new DataView(new ArrayBuffer(44))
  const put = (offset: number, value: number): void => view.setUint32(offset, value, littleEndian)
  put(0, magic)
  view.setUint16(4, 2, littleEndian)
  view.setUint16(6, 4, littleEndian)
  put(16, 65535)
  put(20, 101)
  put(24, 1)
  put(28, fraction)
  put(32, length)
  put(36, 90)
  return new Uint8Array(view.buffer)
}

/** Ixia's header goes on with the size of all packets. */
function ixia(bytes: Uint8Array): Uint8Array {
  return concat(bytes.subarray(0, 24), Uint8Array.of(0, 0, 0, 20), bytes.subarray(24))
}

describe('readCapture of a pcap', () => {
  it.each([
    ['microseconds, little-endian', tinyPcap(0xa1b2c3d4, true, 500_000)],
    ['microseconds, big-endian', tinyPcap(0xa1b2c3d4, false, 500_000)],
    ['nanoseconds, little-endian', tinyPcap(0xa1b23c4d, true, 500_000_000)],
    ['nanoseconds, big-endian', tinyPcap(0xa1b23c4d, false, 500_000_000)],
    ['Ixia, big-endian', ixia(tinyPcap(0x1c0001ac, false, 500_000_000))],
  ])('reads %s', (_, bytes) => {
    const { format, interfaces, packets, truncated } = readCapture(bytes)
    expect({ format, interfaces, truncated }).toEqual({
      format: 'pcap',
      interfaces: [{ id: 0, linkType: 101, snapLength: 65535 }],
      truncated: undefined,
    })
    expect(packets).toEqual([
      {
        number: 1,
        interfaceId: 0,
        timestampNs: 1_500_000_000n,
        capturedLength: 4,
        originalLength: 90,
        linkType: 101,
        bytes: new Uint8Array(4),
      },
    ])
  })

  it('reads the interface of each packet of a modified pcap', () => {
    const record = (index: number): Uint8Array =>
      concat(tinyPcap(0, true, 500_000).subarray(24, 40), Uint8Array.of(index, 0, 0, 0, 8, 0, 4, 0), new Uint8Array(4))
    const { interfaces, packets } = readCapture(
      concat(tinyPcap(0xa1b2cd34, true, 0).subarray(0, 24), record(7), record(2), record(7)),
    )
    expect(interfaces.map(({ id, name }) => [id, name])).toEqual([
      [0, 'interface 7'],
      [1, 'interface 2'],
    ])
    expect(packets.map(({ interfaceId, bytes }) => [interfaceId, bytes.length])).toEqual([
      [0, 4],
      [1, 4],
      [0, 4],
    ])
  })

  it('gives views of the file, not copies', () => {
    expect(readCapture(recording).packets[0]?.bytes.buffer).toBe(recording.buffer)
  })

  it('keeps the whole packets of a file that ends within one, wherever', () => {
    const whole = readCapture(recording)
    for (let length = 24; length < recording.length; length += 7) {
      const { packets, truncated } = readCapture(recording.subarray(0, length))
      expect(packets).toEqual(whole.packets.slice(0, packets.length))
      const last = packets.at(-1)
      const end = last ? last.bytes.byteOffset - recording.byteOffset + last.capturedLength : 24
      expect(truncated?.offset ?? length).toBe(end)
    }
    expect(readCapture(recording.subarray(0, 100)).truncated).toEqual({
      offset: 24,
      message: 'packet needs 148 bytes, 60 are left',
    })
  })

  it.each([
    ['no bytes', new Uint8Array(0), 0, 'a capture has at least 4 bytes, this has 0 (at byte 0)'],
    ['text', text('<html></html> and more'), 0, 'neither pcap nor pcapng: unknown magic number (at byte 0)'],
    ['half a header', recording.subarray(0, 20), 20, 'the pcap header needs 24 bytes, the file has 20 (at byte 20)'],
    [
      'an insane length',
      tinyPcap(0xa1b2c3d4, true, 0, 0x7fffffff),
      32,
      'packet length 2147483647 is above the limit of 262144 bytes (at byte 32)',
    ],
    [
      'an unknown version',
      concat(recording.subarray(0, 4), Uint8Array.of(9), recording.subarray(5)),
      4,
      'pcap version 9 is not supported, only 2 (at byte 4)',
    ],
  ])('refuses %s', (_, bytes, offset, message) => {
    const read = (): unknown => readCapture(bytes)
    expect(read).toThrow(PcapFormatError)
    expect(read).toThrow(expect.objectContaining({ offset, message }))
  })
})

function write(timestampNs: bigint, size: number): Uint8Array {
  return writePcap({ linkType: 1, packets: [{ timestampNs, bytes: new Uint8Array(size) }] })
}

describe('writePcap', () => {
  it('writes what readCapture reads, to the nanosecond', () => {
    const packets = [{ timestampNs: 1_700_000_000_123_456_789n, bytes: text('abc'), originalLength: 1500 }]
    const [packet] = readCapture(writePcap({ linkType: 276, snapLength: 96, packets })).packets
    expect(packet).toMatchObject({ ...packets[0], linkType: 276, capturedLength: 3 })
  })

  it('refuses what a pcap cannot hold', () => {
    expect(() => write(-1n, 1)).toThrow('timestampNs -1 is outside of 1970–2106')
    expect(() => write(1n << 62n, 1)).toThrow(RangeError)
    expect(() => write(0n, 262_145)).toThrow('packet has 262145 bytes, a pcap takes at most 262144')
  })
})

describe('createCaptureStream', () => {
  it('gives the packets of readCapture, however the bytes are cut', () => {
    const whole = readCapture(recording).packets
    const cuts = fc.array(fc.integer({ min: 0, max: recording.length }), { maxLength: 40 })
    fc.assert(
      fc.property(cuts, (offsets) => {
        const stream = createCaptureStream()
        const edges = [0, ...offsets.toSorted((a, b) => a - b), recording.length]
        const packets = edges.slice(1).flatMap((end, index) => stream.push(recording.subarray(edges[index], end)))
        expect(packets).toEqual(whole)
        expect(stream.pending).toBe(0)
      }),
    )
  })

  it('does so for more than it holds at once', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 5, maxLength: 40 })
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 5000 }), (lengths, step) => {
        const contents = lengths.map((length, index) => new Uint8Array(length).fill(index + 1))
        const packets = contents.map((bytes, index) => ({ timestampNs: BigInt(index), bytes }))
        const file = writePcap({ linkType: 1, packets })
        const stream = createCaptureStream()
        const read: Packet[] = []
        for (let start = 0; start < file.length; start += step)
          read.push(...stream.push(file.subarray(start, start + step)))
        expect(read.map(({ bytes }) => bytes)).toEqual(contents)
      }),
      { numRuns: 50 },
    )
  })

  it('gives packets byte by byte, as soon as they are whole', () => {
    const stream = createCaptureStream()
    const arrivals: Packet[] = []
    const pending: number[] = []
    for (const byte of recording.subarray(0, 24 + 16 + 148)) {
      arrivals.push(...stream.push(Uint8Array.of(byte)))
      pending.push(stream.pending)
    }
    expect(arrivals).toEqual(readCapture(recording).packets.slice(0, 1))
    expect(Math.max(...pending)).toBe(16 + 148 - 1)
    expect(stream.pending).toBe(0)
  })

  it('knows link type and snapshot length once the header is there', () => {
    const stream = createCaptureStream()
    stream.push(recording.subarray(0, 23))
    expect([stream.facts, stream.pending]).toEqual([undefined, 23])
    stream.push(recording.subarray(23, 24))
    expect([stream.facts?.interfaces, stream.pending]).toEqual([[{ id: 0, linkType: 1, snapLength: 262144 }], 0])
  })

  it('copies only what two chunks share', () => {
    const [first, second] = [recording.subarray(0, 100), recording.subarray(100)]
    const stream = createCaptureStream()
    const packets = [...stream.push(first), ...stream.push(second)]
    const copied = packets.filter(({ bytes }) => bytes.buffer !== recording.buffer)
    expect(copied.map(({ number }) => number)).toEqual([1])
  })

  it('gives what came before a place that cannot be, then refuses, wherever the chunks are cut', () => {
    const whole = readCapture(recording).packets
    const broken = concat(recording, new Uint8Array(16).fill(0x7f))
    for (const step of [1, 50, 1000, broken.length]) {
      const stream = createCaptureStream()
      const packets: Packet[] = []
      const read = (): void => {
        for (let start = 0; start < broken.length; start += step)
          packets.push(...stream.push(broken.subarray(start, start + step)))
        stream.end()
      }
      expect(read).toThrow(expect.objectContaining({ name: 'PcapFormatError', offset: recording.length + 8 }))
      expect(packets).toEqual(whole)
    }
  })

  it('refuses a stream that is no pcap, with the place in the whole stream', () => {
    const stream = createCaptureStream()
    stream.push(recording.subarray(0, 188))
    const insane = Uint8Array.from({ length: 16 }, () => 0x7f)
    expect(() => stream.push(insane)).toThrow(expect.objectContaining({ name: 'PcapFormatError', offset: 196 }))
    expect(() => createCaptureStream().push(text('tcpdump: net0: No such device'))).toThrow(PcapFormatError)
  })
})
