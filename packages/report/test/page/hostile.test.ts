import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encode, writePcapng } from '@underlay/packet'
import { skipWhile } from '../../../packet/test/skip-while.ts'
import { hugePcapng, nestedFrame } from '../build/hostile-captures.ts'
import { sampleReport } from '../build/sample-report.ts'
import { openBrowser, whyNoBrowser } from './open-page.ts'

const report = await sampleReport()
const script = `<img src=x onerror="globalThis.pwned=1"></script><script>globalThis.pwned=1</script>`

/** A DNS query for a name that is a script. */
const dnsFrame = encode([
  { name: 'eth', fields: { 'eth.src': 'aa:c1:ab:00:00:01', 'eth.dst': 'aa:c1:ab:00:00:02' } },
  { name: 'ip', fields: { 'ip.src': '10.98.0.1', 'ip.dst': '10.98.0.2' } },
  { name: 'udp', fields: { 'udp.srcport': 4000, 'udp.dstport': 53 } },
  { name: 'data', fields: { 'data.data': dnsQuery('<script>pwned=1</script>') } },
]).bytes

const hostile = writePcapng({
  comments: [script],
  interfaces: [{ name: script, description: script, linkType: 1 }],
  packets: [dnsFrame, nestedFrame(40)].map((bytes, index) => ({
    interfaceId: 0,
    timestampNs: BigInt(index),
    bytes,
    comments: [script],
  })),
})

describe('a report with packets of a stranger', () => {
  beforeEach(skipWhile(whyNoBrowser))
  let browser: Awaited<ReturnType<typeof openBrowser>>
  beforeAll(async () => {
    if (whyNoBrowser === undefined) browser = await openBrowser()
  }, 60_000)
  afterAll(() => browser?.[Symbol.asyncDispose]())

  const captures = (pcapng: Uint8Array) => [{ name: script, title: script, pcapng }]

  test('runs nothing of theirs, and shows it as text', async () => {
    const verdicts = [{ outcome: 'fail' as const, summary: script, message: script, capture: script, filter: script }]
    const { page, troubles } = await browser.open({
      ...report,
      lab: script,
      captures: captures(hostile),
      verdicts,
      routes: [{ place: script, routes: [{ destination: script }] }],
    })
    expect(await page.locator('h1').textContent()).toBe(script)
    await page.locator('.rows .row').first().click()
    expect(await page.locator('.rows .row').first().textContent()).toContain('<script>pwned=1</script>')
    await page.getByRole('grid').press('End')
    await page.locator('.verdicts button').click()
    await page.waitForTimeout(200)
    expect(await page.evaluate('globalThis.pwned')).toBeUndefined()
    expect(troubles).toEqual([])
    await page.context().close()
  })

  test('of its picture only what draws is taken: nothing goes elsewhere, loads or runs', async () => {
    const picture = [
      '<svg xmlns="http://www.w3.org/2000/svg" onload="globalThis.pwned=1"><text>drawn</text>',
      '<script>globalThis.pwned=1</script><image href="https://underlay.invalid/x"/><a href="https://underlay.invalid/"><text>go</text></a>',
      '<path d="M0,0" style="background:url(https://underlay.invalid/y)" fill="url(https://underlay.invalid/z)"/>',
      '<foreignObject><meta xmlns="http://www.w3.org/1999/xhtml" http-equiv="refresh" content="0;url=https://underlay.invalid/"/></foreignObject>',
      '<meta xmlns="http://www.w3.org/1999/xhtml" http-equiv="refresh" content="0;url=https://underlay.invalid/"/></svg>',
    ].join('')
    const { page, troubles } = await browser.open({ ...report, pictureSvg: picture })
    const shown = await page.locator('.picture').innerHTML()
    await page.waitForTimeout(300)
    expect(shown).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" role="group"><text>drawn</text><path d="M0,0"></path></svg>',
    )
    expect(page.url()).not.toContain('underlay.invalid')
    expect(await page.evaluate('globalThis.pwned')).toBeUndefined()
    // The policy stops what is in it before it is taken out.
    expect(troubles.filter((each) => !each.includes('Executing inline event handler violates'))).toEqual([])
    await page.context().close()
  })

  test.for([
    '<svg><text>no namespace</text></svg>',
    '<meta http-equiv="refresh" content="0;url=https://underlay.invalid/">',
    'text',
  ])('a picture that is no SVG is none: %s', async (pictureSvg) => {
    const { page, troubles } = await browser.open({ ...report, pictureSvg })
    expect(await page.locator('.picture').count()).toBe(0)
    expect(troubles).toEqual([])
    await page.context().close()
  })

  test('an inline script that comes in all the same is stopped by the policy', async () => {
    const { page, troubles } = await browser.open(report)
    const image = '<img src="x" onerror="globalThis.pwned=1">'
    await page.evaluate(`document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(image)})`)
    await expect.poll(() => troubles.length).toBeGreaterThan(0)
    expect(troubles.join()).toContain('Content Security Policy')
    expect(await page.evaluate('globalThis.pwned')).toBeUndefined()
    await page.context().close()
  })

  test.for([
    ['a block of 1 GiB that is not there', hugePcapng()],
    ['a file that ends within a packet', hostile.subarray(0, hostile.length - 30)],
    ['no capture file at all', new TextEncoder().encode(script)],
    ['nothing', new Uint8Array()],
  ] as const)('%s: the page says what it could not read', async ([, pcapng]) => {
    const { page, troubles } = await browser.open({ ...report, captures: captures(pcapng), flows: [], verdicts: [] })
    expect(await page.locator('#packets .problem').textContent()).toMatch(/cannot be read|ends early/)
    expect(await page.getByRole('button', { name: 'Theme: auto' }).isVisible()).toBe(true)
    expect(troubles).toEqual([])
    await page.context().close()
  })

  test('a flow whose packets are not there is said, not drawn', async () => {
    const { page, troubles } = await browser.open({ ...report, captures: captures(hostile) })
    expect(await page.locator('.flow').first().textContent()).toContain('has not got the packets of this flow')
    expect(troubles).toEqual([])
    await page.context().close()
  })
})

function dnsQuery(name: string): string {
  const label = Buffer.from(name)
  const question = Buffer.concat([Buffer.from([label.length]), label, Buffer.from([0, 0, 1, 0, 1])])
  return Buffer.concat([Buffer.from('123401000001000000000000', 'hex'), question]).toString('hex')
}
