import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createPcapngWriter, readCapture, writePcap, writePcapng } from '@underlay/packet'
import type { CaptureInterface } from '@underlay/packet'
import { concat } from './build/bytes.ts'
import { samples } from './build/samples.ts'
import { skipWhile } from './skip-while.ts'
import { readWithTshark, whyNoTshark } from './tshark.ts'

const missing = whyNoTshark()

const second = 1_700_000_000_000_000_000n
const frames = samples.filter(({ linkType }) => linkType === 1).slice(0, 20)
const packets = frames.map(({ bytes }, index) => ({
  interfaceId: index % 2,
  timestampNs: second + BigInt(index) * 1_001_001_001n,
  bytes,
  originalLength: bytes.length + (index % 3),
}))
const interfaces = [
  { name: 'worker:net0', description: 'net0 of worker', linkType: 1, received: 12, dropped: 2 },
  { name: 'gw0:eth1', linkType: 1 },
]
let folder: string
const at = (name: string): string => join(folder, name)
const run = (...[program = '', ...argv]: readonly string[]): string =>
  execFileSync(program, argv, { encoding: 'utf8', stdio: 'pipe' })

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'underlay-tools-'))
  writeFileSync(at('ours.pcap'), writePcap({ linkType: 1, packets }))
  writeFileSync(at('ours.pcapng'), writePcapng({ comments: ['one', 'two'], interfaces, packets }))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('what editcap writes', () => {
  beforeEach(skipWhile(missing))

  it.each([
    ['pcap', 1000n],
    ['nsecpcap', 1n],
    ['modpcap', 1000n],
    ['pcapng', 1n],
  ] as const)('as %s is read as it was', (format, unit) => {
    run('editcap', '-F', format, at('ours.pcap'), at(format))
    const read = readCapture(readFileSync(at(format)))
    expect(read.truncated).toBeUndefined()
    expect(read.interfaces).toMatchObject([{ linkType: 1 }])
    expect(read.packets).toEqual(
      packets.map(({ timestampNs, bytes, originalLength }, index) => ({
        number: index + 1,
        interfaceId: 0,
        timestampNs: timestampNs - (timestampNs % unit),
        capturedLength: bytes.length,
        originalLength,
        linkType: 1,
        bytes,
      })),
    )
  })

  it('of our interfaces, comments and statistics is read as it was', () => {
    run('editcap', '-a', '3:third', at('ours.pcapng'), at('edited'))
    const [ours, edited] = [at('ours.pcapng'), at('edited')].map((path) => readCapture(readFileSync(path)))
    expect(edited?.packets).toEqual(
      ours?.packets.map((packet) => (packet.number === 3 ? { ...packet, comments: ['third'] } : packet)),
    )
    // editcap leaves what interfaces received and lost behind.
    expect(edited?.interfaces).toEqual(ours?.interfaces.map(withoutCounts))
    expect(edited?.comments).toEqual(['one', 'two'])
  })

  it('with secrets and a cut length is read beside them', () => {
    writeFileSync(at('keys'), 'CLIENT_RANDOM 00 00\n')
    run('editcap', '--inject-secrets', `tls,${at('keys')}`, '-s', '20', at('ours.pcapng'), at('cut'))
    const read = readCapture(readFileSync(at('cut')))
    expect(read.packets.map(({ bytes }) => bytes)).toEqual(packets.map(({ bytes }) => bytes.slice(0, 20)))
  })
})

describe('what mergecap writes', () => {
  beforeEach(skipWhile(missing))

  it('has all interfaces, and the packets in the order of time', () => {
    const raw = samples.filter(({ linkType }) => linkType === 101)
    const others = raw.map(({ bytes }, index) => ({
      interfaceId: 0,
      timestampNs: second + BigInt(index) * 2_000_000_000n + 7n,
      bytes,
    }))
    writeFileSync(at('raw.pcapng'), writePcapng({ interfaces: [{ name: 'w:tunl0', linkType: 101 }], packets: others }))
    run('mergecap', '-w', at('merged'), at('ours.pcapng'), at('raw.pcapng'))
    const merged = readCapture(readFileSync(at('merged')))
    expect(merged.interfaces.map(({ name, linkType }) => [name, linkType])).toEqual([
      ['worker:net0', 1],
      ['gw0:eth1', 1],
      ['w:tunl0', 101],
    ])
    const expected = [...packets, ...others.map((packet) => ({ ...packet, interfaceId: 2 }))].toSorted((a, b) =>
      a.timestampNs < b.timestampNs ? -1 : 1,
    )
    expect(merged.packets).toMatchObject(expected)
  })
})

describe('what tshark reads', () => {
  beforeEach(skipWhile(missing))

  const fields = ['frame.number', 'frame.time_epoch', 'frame.len', 'frame.cap_len', 'frame.interface_name'] as const

  it.each(['one section', 'two sections', 'the other byte order', 'room for comments'])(
    'of %s is what we read',
    (what) => {
      const first = writePcapng({ interfaces, packets, ...(what === 'room for comments' && { spareBytes: 8192 }) })
      const file = {
        'one section': first,
        'two sections': concat(first, writePcapng({ interfaces: interfaces.toReversed(), packets })),
        'the other byte order': concat(bigEndian(), first),
        'room for comments': first,
      }[what] as Uint8Array
      const { packets: ours, interfaces: taps } = readCapture(file)
      // tshark 4.0 looks up the interface of a later section among those of the first.
      const compared = what.includes('room') || what === 'one section' ? fields : fields.slice(0, -1)
      const theirs = readWithTshark(file, compared).map((row) => compared.map((field) => row[field]?.[0] ?? ''))
      expect(
        ours.map(({ number, timestampNs, originalLength, capturedLength, interfaceId }) => [
          String(number),
          `${timestampNs / 1_000_000_000n}.${String(timestampNs % 1_000_000_000n).padStart(9, '0')}`,
          String(originalLength),
          String(capturedLength),
          ...(compared === fields ? [taps[interfaceId]?.name ?? ''] : []),
        ]),
      ).toEqual(theirs)
    },
  )

  it('capinfos counts and describes what the writer wrote piece by piece', () => {
    const writer = createPcapngWriter({ comments: ['live'], application: 'Underlay' })
    const pieces = [writer.header, writer.addInterface(interfaces[0]!)]
    pieces.push(...packets.slice(0, 5).map((packet) => writer.packet({ ...packet, interfaceId: 0 })))
    pieces.push(writer.addInterface(interfaces[1]!), writer.packet(packets[5]!), writer.statistics(0, { dropped: 3 }))
    writeFileSync(at('pieces'), concat(...pieces))
    const report = run('capinfos', at('pieces'))
    expect(report).toMatch(/Number of packets: +6\n/)
    expect(report).toMatch(/Number of interfaces in file: 2/)
    expect(report).toMatch(/Name = worker:net0\n +Description = net0 of worker/)
    expect(report).toMatch(/Number of stat entries = 1/)
    expect(report).toMatch(/Capture comment: +live/)
  })
})

function withoutCounts({ id, name, description, linkType, snapLength }: CaptureInterface): CaptureInterface {
  return { id, ...(name && { name }), ...(description && { description }), linkType, snapLength }
}

function words(...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length))
  for (const [index, value] of values.entries()) view.setUint32(4 * index, value)
  return new Uint8Array(view.buffer)
}

/** A section of one packet on an interface without a time resolution, big-endian. */
function bigEndian(): Uint8Array {
  const name = concat(Uint8Array.of(0, 2, 0, 4), new TextEncoder().encode('be:0'), words(0))
  const payload = new Uint8Array(60)
  return concat(
    words(0x0a0d0d0a, 28, 0x1a2b3c4d, 0x10000, 0xffffffff, 0xffffffff, 28),
    words(1, 20 + name.length, 0x10000, 0),
    name,
    words(20 + name.length),
    words(6, 32 + payload.length, 0, 0, 2_500_000, payload.length, payload.length),
    payload,
    words(32 + payload.length),
  )
}
