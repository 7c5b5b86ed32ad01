import { describe, expect, it } from 'vitest'
import { readDataBlock, writeDataBlock } from '../src/data-block.ts'
import { fillTemplate } from '../src/report-page.ts'
import { sampleReport } from './build/sample-report.ts'

const report = await sampleReport()

describe('the data of a page', () => {
  it('come back as they were, bytes too', () => {
    expect(readDataBlock(writeDataBlock(report))).toEqual(report)
  })

  it('end no element and begin no comment, whatever a document says', () => {
    const hostile = { ...report, lab: '</script><!--<script>', cni: '\u2028' }
    const text = writeDataBlock(hostile)
    expect(text).not.toContain('<')
    expect(readDataBlock(text)).toEqual(hostile)
  })

  it('take a Buffer as readFile gives it', () => {
    const read = { ...report, captures: report.captures.map((each) => ({ ...each, pcapng: Buffer.from(each.pcapng) })) }
    expect(readDataBlock(writeDataBlock(read))).toEqual(report)
  })

  it('of a large capture are written in pieces', () => {
    const pcapng = new Uint8Array(200_000).map((_, index) => index)
    const large = { ...report, captures: [{ name: 'large', title: 'large', pcapng }] }
    expect(readDataBlock(writeDataBlock(large)).captures[0]?.pcapng).toEqual(pcapng)
  })
})

describe('a template', () => {
  it('gets title and data, and takes no pattern of theirs for its own', () => {
    const page = fillTemplate('<title><!--title--></title><!--report-->', { ...report, lab: '$& <b>' })
    expect(page.slice(0, 80)).toContain('<title>Underlay: $&amp; &lt;b></title><script type="application/json"')
    expect(page.slice(0, 200)).toContain(String.raw`"lab":"$& \u003cb>"`)
    expect(page.endsWith('</script>')).toBe(true)
  })
})
