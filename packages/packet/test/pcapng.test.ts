import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pcapngPieces, PcapFormatError, readCapture, writePcapng } from '@underlay/packet'
import type { PcapngContent } from '@underlay/packet'
import { concat, text } from './build/bytes.ts'
import { ipip } from './build/samples.ts'
import { readWithTshark, whyNoTshark } from './tshark.ts'

const missing = whyNoTshark()

/** A block in the given byte order, from 32-bit words and padded bytes. */
function block(littleEndian: boolean, type: number, ...parts: readonly (number | Uint8Array)[]): Uint8Array {
  const word = (value: number): Uint8Array => {
    const view = new DataView(new ArrayBuffer(4))
    view.setUint32(0, value, littleEndian)
    return new Uint8Array(view.buffer)
  }
  const body = concat(...parts.map((part) => (typeof part === 'number' ? word(part) : part)))
  const length = word(body.length + 12)
  return concat(word(type), length, body, length)
}

const section = (littleEndian: boolean): Uint8Array =>
  block(littleEndian, 0x0a0d0d0a, 0x1a2b3c4d, littleEndian ? 1 : 0x10000, -1, -1)
const content: PcapngContent = {
  comments: ['engine netns, cni modelled', 'PASS'],
  hardware: 'x86_64',
  os: 'Linux 6.1.0-18-cloud-amd64',
  application: 'underlay',
  interfaces: [
    { name: 'control-plane:net0', description: 'rack0', linkType: 1, snapLength: 9000, received: 3, dropped: 1 },
    { name: 'control-plane:tunl0', linkType: 101, snapLength: 262144 },
  ],
  packets: [
    {
      interfaceId: 0,
      timestampNs: 1_700_000_000_123_456_789n,
      bytes: ipip,
      originalLength: 1500,
      comments: ['the → probe'],
    },
    { interfaceId: 1, timestampNs: 1_700_000_000_123_456_790n, bytes: ipip.slice(34) },
  ],
}

function write(packet: object): Uint8Array {
  return writePcapng({ ...content, packets: [{ interfaceId: 0, timestampNs: 0n, bytes: ipip, ...packet }] })
}

describe('writePcapng and readCapture', () => {
  it('keep everything', () => {
    const file = readCapture(writePcapng(content))
    expect(file).toMatchObject({ format: 'pcapng', comments: content.comments, hardware: 'x86_64', os: content.os })
    expect(file.interfaces).toEqual(content.interfaces.map((each, id) => ({ id, ...each })))
    expect(file.packets).toMatchObject(content.packets)
    expect(file.packets.map(({ number, linkType }) => [number, linkType])).toEqual([
      [1, 1],
      [2, 101],
    ])
    expect(file.truncated).toBeUndefined()
  })

  it('are each other’s inverse for any content', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 20 })
    const packet = fc.record({
      timestampNs: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
      bytes: fc.uint8Array({ maxLength: 50 }),
      comments: fc.option(fc.array(name, { minLength: 1, maxLength: 3 }), { nil: undefined }),
    })
    fc.assert(
      fc.property(name, fc.nat(300), fc.array(packet, { maxLength: 10 }), (text, linkType, packets) => {
        const written = packets.map(({ comments, ...rest }) => ({
          interfaceId: 0,
          ...rest,
          ...(comments !== undefined && { comments }),
        }))
        const file = readCapture(
          writePcapng({ comments: [text], interfaces: [{ name: text, linkType }], packets: written }),
        )
        const read = file.packets.map(({ interfaceId, timestampNs, bytes, comments }) => ({
          interfaceId,
          timestampNs,
          bytes,
          ...(comments !== undefined && { comments }),
        }))
        expect([file.comments, file.interfaces[0]?.name, read]).toEqual([[text], text, written])
      }),
    )
  })

  it('refuse to write what no reader takes', () => {
    expect(() => write({ interfaceId: 2 })).toThrow('packet 1 is of interface 2, there are 2')
    expect(() => write({ bytes: new Uint8Array(262_145) })).toThrow(
      'packet 1 has 262145 bytes, at most 262144 are written',
    )
    expect(() => write({ timestampNs: -1n })).toThrow('packet 1: timestampNs -1 is before 1970')
    expect(() => write({ comments: ['x'.repeat(70_000)] })).toThrow(
      'pcapng option 1 has 70000 bytes, at most 65535 fit',
    )
  })

  it('come in pieces that are the file when they are put together', () => {
    const pieces = [...pcapngPieces(content, 200)]
    expect(pieces.length).toBeGreaterThan(2)
    expect(pieces.slice(0, -1).every(({ length }) => length >= 200)).toBe(true)
    expect(Buffer.concat(pieces).equals(writePcapng(content))).toBe(true)
    expect([...pcapngPieces(content)]).toHaveLength(1)
  })

  it('make a file that tshark and capinfos read', ({ skip }) => {
    if (missing !== undefined) skip(missing)
    const bytes = writePcapng(content)
    const [first, second] = readWithTshark(bytes, [
      'frame.time_epoch',
      'frame.interface_name',
      'frame.len',
      'frame.comment',
    ])
    expect(first).toEqual({
      'frame.time_epoch': ['1700000000.123456789'],
      'frame.interface_name': ['control-plane:net0'],
      'frame.len': ['1500'],
      'frame.comment': ['the → probe'],
    })
    expect(second?.['frame.interface_name']).toEqual(['control-plane:tunl0'])

    const folder = mkdtempSync(join(tmpdir(), 'underlay-packet-'))
    writeFileSync(join(folder, 'x.pcapng'), bytes)
    const report = execFileSync('capinfos', [join(folder, 'x.pcapng')], { encoding: 'utf8', stdio: 'pipe' })
    rmSync(folder, { recursive: true })
    expect(report).toMatch(/Capture hardware: +x86_64/)
    expect(report).toMatch(/Capture oper-sys: +Linux 6\.1\.0-18-cloud-amd64/)
    expect(report).toMatch(/Capture application: +underlay/)
    expect(report).toMatch(/Capture comment: +engine netns, cni modelled/)
    expect(report).toMatch(/Time precision = nanoseconds/)
  })
})

describe('readCapture of a pcapng', () => {
  it.each([true, false])('reads sections and all packet blocks (little-endian %s)', (order) => {
    const eth = block(order, 1, order ? 1 : 0x10000, 3)
    const enhanced = block(order, 6, 0, 0, 1_500_000, 4, 60, text('abcd'))
    const simple = block(order, 3, 60, text('efg\0'))
    const obsolete = block(order, 2, 0, 0, 2_500_000, 4, 4, text('ijkl'))
    const names = block(order, 4, 0)
    const file = readCapture(
      concat(
        section(order),
        eth,
        enhanced,
        simple,
        names,
        section(!order),
        eth2(!order),
        section(order),
        eth,
        obsolete,
      ),
    )
    expect(file.interfaces.map(({ id, linkType, snapLength }) => [id, linkType, snapLength])).toEqual([
      [0, 1, 3],
      [1, 101, 0],
      [2, 1, 3],
    ])
    expect(file.packets).toMatchObject([
      { number: 1, interfaceId: 0, timestampNs: 1_500_000_000n, bytes: text('abcd'), originalLength: 60 },
      { number: 2, interfaceId: 0, timestampNs: 0n, bytes: text('efg'), originalLength: 60 },
      { number: 3, interfaceId: 2, timestampNs: 2_500_000_000n, bytes: text('ijkl') },
    ])
  })

  it.each([
    ['10^-3', 3, 0, 1_500_000_000n],
    ['10^-12', 12, 0, 1n],
    ['2^-10', 0x8a, 0, 1_464_843_750n],
    ['10^-9 and an offset of 2 s', 9, 2, 2_000_001_500n],
  ])('reads time in units of %s', (_, resolution, offset, expected) => {
    const options = concat(
      Uint8Array.of(9, 0, 1, 0, resolution, 0, 0, 0),
      Uint8Array.of(14, 0, 8, 0, offset, 0, 0, 0, 0, 0, 0, 0),
    )
    const file = concat(section(true), block(true, 1, 1, 0, options), block(true, 6, 0, 0, 1500, 0, 0))
    expect(readCapture(file).packets[0]?.timestampNs).toBe(expected)
  })

  it.each([true, false])('skips blocks of all other types (little-endian %s)', (order) => {
    const eth = block(order, 1, order ? 1 : 0x10000, 0)
    const packet = block(order, 6, 0, 0, 1, 4, 4, text('abcd'))
    const others = [
      block(order, 10, 0x544c534b, 4, text('keys')),
      block(order, 9, text('__REALTIME_TIMESTAMP=1\n\n')),
      block(order, 0xbad, 32_473, text('copied')),
      block(order, 0x4000_0bad, 32_473, text('not copied')),
      block(order, 8),
      block(order, 0x8000_0001, text('own')),
      block(order, 0),
    ]
    const file = concat(section(order), eth, ...others.flatMap((other) => [padded(other), packet]))
    expect(readCapture(file).packets.map(({ number }) => number)).toEqual(others.map((_, index) => index + 1))
    expect(readCapture(file).truncated).toBeUndefined()
  })

  it('refuses more interfaces than a reader should keep', () => {
    const eth = block(true, 1, 1, 0)
    const many = new Uint8Array(eth.length * 65_537)
    for (let count = 0; count <= 65_536; count++) many.set(eth, count * eth.length)
    const file = concat(section(true), many)
    expect(readCapture(file.subarray(0, -eth.length)).interfaces).toHaveLength(65_536)
    expect(() => readCapture(file)).toThrow('the file has more than 65536 interfaces')
  })

  it('adds what the kernel and the interface dropped', () => {
    const drops = concat(
      Uint8Array.of(5, 0, 8, 0, 2, 0, 0, 0, 0, 0, 0, 0),
      Uint8Array.of(7, 0, 8, 0, 3, 0, 0, 0, 0, 0, 0, 0),
    )
    const file = concat(section(true), block(true, 1, 1, 0), block(true, 5, 0, 0, 0, drops))
    expect(readCapture(file).interfaces[0]?.dropped).toBe(5)
  })

  it('keeps the whole packets of a file that ends within a block, wherever', () => {
    const bytes = writePcapng(content)
    const whole = readCapture(bytes)
    for (let length = 12; length < bytes.length; length++) {
      const { packets, truncated } = readCapture(bytes.subarray(0, length))
      expect(packets).toEqual(whole.packets.slice(0, packets.length))
      expect(truncated === undefined || truncated.offset < length).toBe(true)
    }
    expect(readCapture(bytes.subarray(0, bytes.length - 1)).truncated?.message).toMatch(
      /^the file ends \d+ bytes into a block$/,
    )
  })

  const eth = block(true, 1, 1, 0)
  it.each([
    ['no byte-order magic', block(true, 0x0a0d0d0a, 7, 1, -1, -1), 8, 'section header without byte-order magic'],
    [
      'a block length of 13',
      concat(section(true), Uint8Array.of(6, 0, 0, 0, 13, 0, 0, 0), new Uint8Array(20)),
      32,
      'pcapng block length 13 is no multiple of 4 from 12 to 16777216',
    ],
    [
      'an insane block',
      concat(section(true), Uint8Array.of(6, 0, 0, 0, 0, 0, 0, 0x7f), new Uint8Array(20)),
      32,
      'pcapng block length 2130706432 is no multiple of 4 from 12 to 16777216',
    ],
    [
      'lengths that differ',
      concat(section(true).slice(0, 24), Uint8Array.of(32, 0, 0, 0)),
      24,
      'pcapng block length 28 is repeated as 32',
    ],
    [
      'a packet of no interface',
      concat(section(true), block(true, 6, 5, 0, 0, 0, 0)),
      36,
      'packet of interface 5, this section has described 0',
    ],
    [
      'a packet beyond its block',
      concat(section(true), eth, block(true, 6, 0, 0, 0, 100, 100)),
      48,
      'packet of 100 bytes goes beyond its block',
    ],
    [
      'a packet above the limit',
      concat(section(true), eth, block(true, 6, 0, 0, 0, 262_145, 0)),
      48,
      'packet length 262145 is above the limit of 262144 bytes',
    ],
    [
      'an option beyond its block',
      concat(section(true), block(true, 1, 1, 0, Uint8Array.of(2, 0, 99, 0))),
      44,
      'option 2 of 99 bytes goes beyond its block',
    ],
    [
      'a short interface block',
      concat(section(true), block(true, 1, 1)),
      36,
      'interface description block needs 8 bytes, it has 4',
    ],
  ])('refuses %s', (_, bytes, offset, message) => {
    const read = (): unknown => readCapture(bytes)
    expect(read).toThrow(PcapFormatError)
    expect(read).toThrow(expect.objectContaining({ offset, message: `${message} (at byte ${offset})` }))
  })
})

/** A block that the test wrote without padding, padded. */
function padded(bytes: Uint8Array): Uint8Array {
  const isLittle = bytes[4] !== 0
  const missing = (4 - (bytes.length % 4)) % 4
  const length = bytes.length + missing
  const file = concat(bytes.subarray(0, -4), new Uint8Array(missing + 4))
  const view = new DataView(file.buffer)
  for (const at of [4, length - 4]) view.setUint32(at, length, isLittle)
  return file
}

function eth2(littleEndian: boolean): Uint8Array {
  return block(littleEndian, 1, littleEndian ? 101 : 101 * 0x10000, 0)
}
