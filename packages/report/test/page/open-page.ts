import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Report } from '@underlay/evidence'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { reportPage } from '../../src/index.ts'

const executablePath = '/usr/bin/chromium'

/** Why no page can be opened here; undefined where one can. */
export const whyNoBrowser = existsSync(executablePath)
  ? undefined
  : `${executablePath} is missing: apt-get install chromium`

/** Screenshots stay here; the folder is not in the repository. */
export const artifacts = join(import.meta.dirname, '..', '..', '.artifacts')

/** A page with what went wrong on it: errors of scripts, messages of the console, dialogs, requests that left. */
export interface OpenedPage {
  readonly page: Page
  readonly troubles: readonly string[]
}

/** A browser that opens reports as files, without a network. */
export async function openBrowser() {
  const folder = mkdtempSync(join(tmpdir(), 'underlay-report-'))
  mkdirSync(artifacts, { recursive: true })
  // As root chromium has no sandbox; a CI's user may have no namespaces for one.
  const browser: Browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  return {
    async open(report: Report, options: BrowserContextOptions = {}): Promise<OpenedPage> {
      const file = join(folder, 'report.html')
      writeFileSync(file, reportPage(report))
      const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...options })
      const page = await context.newPage()
      const troubles: string[] = []
      page.on('pageerror', ({ message }) => troubles.push(`error: ${message}`))
      page.on('console', (message) => troubles.push(`console: ${message.text()}`))
      page.on('request', (request) => {
        if (!/^(file|data|blob):/.test(request.url())) troubles.push(`request: ${request.url()}`)
      })
      page.on('dialog', (dialog) => {
        troubles.push(`dialog: ${dialog.message()}`)
        void dialog.dismiss()
      })
      await page.goto(pathToFileURL(file).href)
      return { page, troubles }
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await browser.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
