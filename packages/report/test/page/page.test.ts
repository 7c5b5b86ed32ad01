import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sampleReport } from '../build/sample-report.ts'
import { skipWhile } from '../../../packet/test/skip-while.ts'
import { artifacts, openBrowser, whyNoBrowser, type OpenedPage } from './open-page.ts'

const report = await sampleReport()

describe('the report page', () => {
  beforeEach(skipWhile(whyNoBrowser))
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let opened: OpenedPage
  beforeAll(async () => {
    if (whyNoBrowser !== undefined) return
    browser = await openBrowser()
    opened = await browser.open(report)
  }, 60_000)
  afterAll(() => browser?.[Symbol.asyncDispose]())

  const rows = () => opened.page.locator('.rows .row')
  const count = () => opened.page.locator('.count').textContent()

  test('says which lab this is, and where it ran', async () => {
    expect(await opened.page.title()).toBe(`Underlay: ${report.lab}`)
    expect(await opened.page.locator('header').textContent()).toContain('cnireal calico')
  })

  test('an interface is a click away from its packets', async () => {
    await opened.page.getByRole('button', { name: 'eth2 10.1.8.1/24: gw0:eth2, 16 packets in cross-subnet' }).click()
    expect(await opened.page.getByLabel('Tap').inputValue()).toBe('gw0:eth2')
    await expect.poll(count).toBe('16 of 48 packets')
    expect(await rows().first().textContent()).toContain('10.1.5.10 → 10.1.8.10')
    expect(await rows().first().textContent()).toContain('10.98.81.4 → 10.98.193.193')
  })

  test('and by the keyboard', async () => {
    await opened.page.getByRole('button', { name: /control-plane:net0, / }).press('Enter')
    expect(await opened.page.getByLabel('Tap').inputValue()).toBe('control-plane:net0')
  })

  test('a display filter chooses packets, / goes to its box, Escape empties it', async () => {
    const { page } = opened
    await page.getByLabel('Capture').selectOption('cross-subnet')
    await page.locator('h1').click()
    await page.keyboard.press('/')
    await page.keyboard.type('icmp.type == 0 && ip.ttl#1 == 63')
    await expect.poll(count).toMatch(/^[1-9]\d* of 48 packets$/)
    const filtered = await count()
    await page.keyboard.press('Escape')
    await expect.poll(count).toBe('48 packets')
    expect(filtered).not.toBe('48 of 48 packets')
  })

  test('a filter knows what the interfaces are described as', async () => {
    const { page } = opened
    await page.getByLabel(/Display filter/).fill('frame.interface_description contains "gateway"')
    await expect.poll(count).toBe('32 of 48 packets')
    await page.getByLabel(/Display filter/).fill('')
    await expect.poll(count).toBe('48 packets')
  })

  test('a wrong filter is told with a caret, and the list stays', async () => {
    const { page } = opened
    await page.getByLabel(/Display filter/).fill('ip.scr == 10.1.5.10')
    const problem = await page.getByRole('alert').textContent()
    expect(problem).toContain('did you mean ip.src?')
    expect(problem).toContain('^~~~~~')
    expect(await count()).toBe('48 packets')
    await page.getByLabel(/Display filter/).fill('')
    await expect.poll(() => page.getByRole('alert').count()).toBe(0)
  })

  test('another capture is shown whole while the filter is wrong', async () => {
    const { page } = opened
    await page.getByLabel(/Display filter/).fill('ip.ttl == 63 &&')
    await page.getByLabel('Capture').selectOption('same-subnet')
    await expect.poll(count).toBe('16 packets')
    await page.getByLabel('Capture').selectOption('cross-subnet')
    await expect.poll(count).toBe('48 packets')
    await page.getByLabel(/Display filter/).fill('')
  })

  test('arrows walk the list; the chosen packet shows its layers', async () => {
    const { page } = opened
    await page.getByRole('grid').press('Home')
    await page.getByRole('grid').press('ArrowDown')
    await expect.poll(() => page.locator('.detail h3').textContent()).toContain('Packet 2')
    expect(await page.locator('.detail h3').textContent()).toContain(
      'eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:icmp:data',
    )
    const names = await page.locator('[role=treeitem][aria-level="1"] .name').allTextContents()
    expect(names).toEqual(['eth', 'ip', 'udp', 'vxlan', 'eth', 'ip', 'icmp', 'data'])
  })

  test('a field marks its bytes, a byte its field', async () => {
    const { page } = opened
    const marked = () => page.locator('.digits .marked').allTextContents()
    await page.getByRole('treeitem', { name: /^ip\.src 10\.98/ }).click()
    const bytes = await marked()
    expect(bytes.map((digits) => Number.parseInt(digits, 16)).join('.')).toMatch(/^10\.98\.\d+\.\d+$/)
    await page.locator('.digits [data-offset="22"]').click()
    await expect.poll(() => page.locator('[role=treeitem][aria-selected=true] .name').textContent()).toBe('ip.ttl')
    expect(await marked()).toHaveLength(1)
  })

  test('the tree closes and opens by arrows', async () => {
    const { page } = opened
    const tree = page.getByRole('tree')
    const items = () => page.getByRole('treeitem').count()
    const before = await items()
    await tree.press('Home')
    await tree.press('ArrowLeft')
    await expect.poll(items).toBeLessThan(before)
    await tree.press('ArrowRight')
    await expect.poll(items).toBe(before)
  })

  test('a verdict shows the packets that it judged', async () => {
    await opened.page.locator('.verdicts .fail').getByRole('button').click()
    await expect.poll(() => opened.page.getByLabel(/Display filter/).inputValue()).toBe('vxlan')
    await expect.poll(count).toBe('48 packets')
    expect(await opened.page.locator('.verdicts .fail pre').textContent()).toContain('because the mode is Always')
  })

  test('ladders of both flows stand side by side, a tap in them shows its packet', async () => {
    const { page } = opened
    // Both at once: the page may still be scrolling.
    const tops = await page.evaluate<readonly number[]>(
      `Array.from(document.querySelectorAll('.flow'), (flow) => flow.getBoundingClientRect().top)`,
    )
    expect(tops).toEqual([tops[0], tops[0]])
    expect(await page.locator('.flow').nth(0).locator('.underlay-outer').count()).toBe(0)
    expect(await page.locator('.flow').nth(1).locator('.underlay-outer').count()).toBeGreaterThan(0)
    expect(await page.locator('.flow').nth(1).locator('mark').count()).toBeGreaterThan(0)
    await page.locator('.flow').nth(1).locator('[data-tap="gw0:eth2"]').click()
    await expect.poll(() => page.getByLabel('Tap').inputValue()).toBe('gw0:eth2')
  })

  test('routes are tables', async () => {
    await opened.page.getByText('control-plane 3 routes').click()
    expect(await opened.page.locator('#routes table').textContent()).toContain('vxlan.calico')
  })

  test('a download is the file, byte by byte', async () => {
    const { page } = opened
    const waiting = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download cross-subnet.pcapng' }).click()
    const download = await waiting
    expect(download.suggestedFilename()).toBe('cross-subnet.pcapng')
    expect(readFileSync(await download.path())).toEqual(Buffer.from(report.captures[1]?.pcapng ?? []))
  })

  test('the theme is the system’s, or what the button says', async () => {
    const { page } = opened
    const paper = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    const light = await paper()
    await page.getByRole('button', { name: 'Theme: auto' }).click()
    await page.getByRole('button', { name: 'Theme: light' }).click()
    expect(await paper()).not.toBe(light)
    await page.getByRole('button', { name: 'Theme: dark' }).click()
    expect(await paper()).toBe(light)
  })

  test('on paper all is open, and nothing is to be pressed', async () => {
    const { page } = opened
    await page.emulateMedia({ media: 'print' })
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`)
    expect(await page.locator('details:not([open])').count()).toBe(0)
    expect(await page.getByRole('button', { name: /^Theme/ }).count()).toBe(0)
    expect((await page.pdf()).length).toBeGreaterThan(10_000)
    await page.emulateMedia({ media: 'screen' })
  })

  test.for(['light', 'dark'] as const)('axe finds nothing in %s', async (colorScheme) => {
    const { page, troubles } = await browser.open(report, { colorScheme })
    await page.getByRole('grid').press('Home')
    await page.getByRole('tree').press('ArrowDown')
    await page.screenshot({ path: join(artifacts, `report-${colorScheme}.png`), fullPage: true })
    // Isolated: the page's own policy lets no other script in.
    await page.evaluate(readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8'))
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        readonly axe: {
          run(): Promise<{
            readonly violations: readonly {
              readonly id: string
              readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
            }[]
          }>
        }
      }
      return (await axe.run()).violations.map(({ id, nodes }) => ({
        id,
        nodes: nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)}: ${failureSummary}`),
      }))
    })
    expect(violations).toEqual([])
    expect(troubles).toEqual([])
    process.stdout.write(`kept ${join(artifacts, `report-${colorScheme}.png`)}\n`)
    await page.context().close()
  })

  test('nothing went wrong meanwhile, and nothing left for a network', () => {
    expect(opened.troubles).toEqual([])
  })
})
