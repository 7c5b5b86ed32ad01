import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { annotateHead, annotatePcapng, PcapFormatError, readCapture, spareBytes, writePcapng } from '@underlay/packet'
import { concat } from './build/bytes.ts'
import { ipip } from './build/samples.ts'
import { readWithTshark, whyNoTshark } from './tshark.ts'

const missing = whyNoTshark()
const content = {
  comments: ['underlay lab=x'],
  application: 'Underlay',
  interfaces: [{ name: 'a:net0', linkType: 1, dropped: 0 }],
  packets: [1n, 2n, 3n].map((timestampNs) => ({
    interfaceId: 0,
    timestampNs,
    bytes: ipip,
    ...(timestampNs === 2n && { comments: ['before'] }),
  })),
}

describe('annotateHead', () => {
  it('adds comments without moving a packet, as long as there is room', () => {
    const file = writePcapng({ ...content, spareBytes })
    const plain = readCapture(file)
    let count = 0
    for (;;) {
      const head = annotateHead(file, [`verdict ${count}`])
      if (head === undefined) break
      file.set(head)
      count++
      const { comments, ...rest } = readCapture(file)
      expect(comments).toEqual(['underlay lab=x', ...Array.from({ length: count }, (_, index) => `verdict ${index}`)])
      expect({ ...rest, comments: plain.comments }).toEqual(plain)
    }
    expect(count).toBeGreaterThan(400)
  })

  it('has no room in a file that left none, and takes the last byte of one that did', () => {
    expect(annotateHead(writePcapng(content), ['x'])).toBeUndefined()
    const tight = writePcapng({ ...content, spareBytes: 12 })
    expect(annotateHead(tight, ['12345678'])).toHaveLength(new DataView(tight.buffer).getUint32(4, true))
    expect(annotateHead(tight, ['1234'])).toBeUndefined()
  })

  it('refuses what is no little-endian section', () => {
    expect(() => annotateHead(new Uint8Array(40), ['x'])).toThrow(PcapFormatError)
    expect(() => annotateHead(writePcapng(content).subarray(0, 40), ['x'])).toThrow('the section header needs')
  })
})

describe('annotatePcapng', () => {
  const file = writePcapng(content)
  const annotated = annotatePcapng(file, {
    comments: ['FAIL a:net0'],
    packetComments: new Map([
      [2, ['offends']],
      [3, ['also', 'twice']],
    ]),
  })

  it('adds comments of the section and of packets, and leaves the rest', () => {
    const [before, after] = [readCapture(file), readCapture(annotated)]
    expect(after.comments).toEqual(['underlay lab=x', 'FAIL a:net0'])
    expect(after.packets.map(({ comments }) => comments)).toEqual([undefined, ['before', 'offends'], ['also', 'twice']])
    const bare = ({ packets, interfaces, application }: typeof before) => ({
      interfaces,
      application,
      packets: packets.map((packet) => ({ ...packet, comments: undefined })),
    })
    expect(bare(after)).toEqual(bare(before))
  })

  it('refuses a packet that goes beyond its block', () => {
    const broken = file.slice()
    const second = Buffer.from(broken).indexOf(ipip, Buffer.from(broken).indexOf(ipip) + 1)
    broken[second - 7] = 99
    const annotations = { packetComments: new Map([[2, ['x']]]) }
    expect(() => annotatePcapng(broken, annotations)).toThrow('goes beyond its block')
    expect(readCapture(annotatePcapng(file, annotations)).packets).toHaveLength(3)
  })

  it('keeps a cut end and other sections as they are', () => {
    const tail = writePcapng({ ...content, comments: ['other'] }).subarray(0, 200)
    const whole = annotatePcapng(concat(file, tail), { comments: ['x'] })
    expect(whole.subarray(-200)).toEqual(tail)
  })

  it('is read by tshark and capinfos, spare room and repeated comments included', ({ skip }) => {
    if (missing !== undefined) skip(missing)
    const rows = readWithTshark(annotated, ['frame.number', 'frame.comment'])
    expect(rows.map((row) => row['frame.comment'])).toEqual([[], ['before', 'offends'], ['also', 'twice']])
    const folder = mkdtempSync(join(tmpdir(), 'underlay-packet-'))
    writeFileSync(join(folder, 'x.pcapng'), annotated)
    const report = execFileSync('capinfos', [join(folder, 'x.pcapng')], { encoding: 'utf8', stdio: 'pipe' })
    rmSync(folder, { recursive: true })
    expect(report).toMatch(/Capture comment: +underlay lab=x/)
    expect(report).toMatch(/Capture comment: +FAIL a:net0/)
    expect(report).toMatch(/Number of packets: +3\n/)
  })
})
