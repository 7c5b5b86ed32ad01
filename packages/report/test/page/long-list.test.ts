import { beforeEach, describe, expect, test } from 'vitest'
import type { Report } from '@underlay/evidence'
import type { Page } from 'playwright-core'
import { skipWhile } from '../../../packet/test/skip-while.ts'
import { longCapture } from '../build/hostile-captures.ts'
import { sampleReport } from '../build/sample-report.ts'
import { openBrowser, whyNoBrowser } from './open-page.ts'

const long = 20_000
const short = 400

describe('a long list', () => {
  beforeEach(skipWhile(whyNoBrowser))

  test(`of ${long} packets is scrolled as fast as one of ${short}, and the page answers while it is searched`, async () => {
    await using browser = await openBrowser()
    const { page, troubles } = await browser.open(await longReport())
    const tally = () => page.locator('.count').textContent()
    const frames: Record<'long' | 'short', number[]> = { long: [], short: [] }
    // By turns, because the machine may be busy with something else now and then.
    for (const name of ['long', 'short', 'long', 'short', 'long', 'short'] as const) {
      await page.getByLabel('Capture').selectOption(name)
      const count = name === 'long' ? long : short
      await expect.poll(tally, { timeout: 20_000 }).toBe(`${count} packets`)
      frames[name].push(...(await scroll(page)))
    }
    const [ofLong, ofShort] = [median(frames.long), median(frames.short)]
    process.stdout.write(`a frame while scrolling: ${ofLong} ms of ${long} packets, ${ofShort} ms of ${short}\n`)
    expect(ofLong).toBeLessThan(2 * ofShort + 4)
    expect(await page.locator('.rows .row').count()).toBeLessThan(80)

    await page.getByLabel('Capture').selectOption('long')
    await expect.poll(tally, { timeout: 20_000 }).toBe(`${long} packets`)
    await page.evaluate(countFrames)
    await page.getByLabel(/Display filter/).fill('count(ip) == 2 && icmp.type == 8')
    await expect.poll(tally, { timeout: 20_000 }).toBe(`${long / 2} of ${long} packets`)
    expect(await page.evaluate<number>('framesDrawn')).toBeGreaterThan(2)
    await page.getByRole('grid').press('End')
    await expect.poll(() => page.locator('.rows .row').last().textContent()).toMatch(new RegExp(`^${long}`))
    expect(troubles).toEqual([])
  }, 60_000)
})

async function longReport(): Promise<Report> {
  const captures = [
    { name: 'long', title: 'long', pcapng: longCapture(long) },
    { name: 'short', title: 'short', pcapng: longCapture(short) },
  ]
  return { ...(await sampleReport()), flows: [], captures }
}

/** Scrolls a page's list for 60 frames; how long each took, in milliseconds. */
function scroll(page: Page): Promise<readonly number[]> {
  return page.evaluate<readonly number[]>(`new Promise((resolve) => {
    const list = document.querySelector('.list')
    const times = []
    let before = performance.now()
    const step = (now) => {
      times.push(now - before)
      before = now
      list.scrollTop = (list.scrollTop + 197) % (list.scrollHeight - list.clientHeight)
      if (times.length < 60) requestAnimationFrame(step)
      else resolve(times.slice(1))
    }
    requestAnimationFrame(step)
  })`)
}

const countFrames = `
  globalThis.framesDrawn = 0
  requestAnimationFrame(function again() {
    globalThis.framesDrawn += 1
    requestAnimationFrame(again)
  })
`

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
