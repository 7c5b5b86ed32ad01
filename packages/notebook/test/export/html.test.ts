import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium, type Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { skipWhile } from '../../../packet/test/skip-while.ts'
import { exportHtml } from '../../src/index.ts'
import { hostile } from '../markup/hostile.ts'
import { code, display, failure, prose, record, stderr, stdout } from '../records.ts'
import { sample } from './sample.ts'

test('one page: no script, nothing fetched, everything of strangers escaped', () => {
  const page = exportHtml(sample)
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/)
  expect(page).toContain('<title>5. The *routes*</title>')
  expect(page).toContain('Before any &lt;b&gt;packet&lt;/b&gt;.')
  expect(page).toContain('<pre class="error" tabindex="0">AssertionError: expected &lt;none&gt;</pre>')
  expect(page).toContain('<h3>Read_them</h3>')
  expect(page).not.toContain('secret()')
  expect(page).toContain('This cell is skipped.')
  expect(page).not.toMatch(/<script|<link|<img|https?:|@import|url\(/)
})

const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path))

describe('in a browser', () => {
  beforeEach(skipWhile(browserPath === undefined ? 'no chromium; apt-get install chromium' : undefined))
  let browser: Browser | undefined
  beforeAll(async () => {
    if (browserPath === undefined) return
    browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] })
  }, 60_000)
  afterAll(() => browser?.close())

  async function open(html: string) {
    if (browser === undefined) throw new Error('no browser')
    const page = await browser.newPage()
    const asked: string[] = []
    await page.route('**', (route) => {
      asked.push(route.request().url())
      return route.abort()
    })
    page.on('dialog', (dialog) => {
      asked.push(dialog.message())
      return dialog.dismiss()
    })
    await page.setContent(html)
    return { page, asked }
  }

  test('hostile outputs run nothing, fetch nothing and stay in their places', async () => {
    const outputs = hostile.flatMap((text) => [
      stdout(text),
      stderr(text),
      display({ 'text/plain': text, 'text/html': text }),
      display({ 'text/plain': text, 'image/svg+xml': `<svg>${text}</svg>` }),
      failure(text, text),
    ])
    const cells = [
      prose('text', hostile.join('\n\n')),
      code('a', outputs, { title: hostile.join(' ') }, hostile.join('\n')),
    ]
    // Without the policy, which would hide what the escaping lets through.
    const bare = exportHtml(record([...cells, prose('end', 'END')])).replace(/<meta http-equiv=.*>/, '')
    const { page, asked } = await open(bare)
    await page.waitForTimeout(200)
    expect(await page.evaluate('window.hit')).toBeUndefined()
    expect(asked).toEqual([])
    expect(await page.locator('main > section').count()).toBe(3)
    expect(await page.locator('main > section.code > div.shown').count()).toBe(2 * hostile.length)
    expect(await page.locator('main > section:last-child').textContent()).toContain('END')
  })

  test.for(['light', 'dark'] as const)('%s: axe finds nothing', async (colorScheme) => {
    const { page } = await open(exportHtml(sample))
    await page.emulateMedia({ colorScheme })
    // The policy forbids what a page would load; axe is put in by the debugger.
    await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8'))
    const found = await page.evaluate(
      'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]))',
    )
    expect(found).toEqual([])
  })
})
