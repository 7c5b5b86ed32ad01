import { createHash } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'
import { build } from 'vite'
import { viteSingleFile } from 'vite-plugin-singlefile'
import { templateFile } from '../src/template.ts'

/** Bundles the page into one file, `src/template.html`, whose only script a content security policy knows by its hash. */
async function buildTemplate(): Promise<void> {
  const result = await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'error',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    plugins: [viteSingleFile({ removeViteModuleLoader: true })],
    build: { write: false, target: 'es2022', modulePreload: false },
  })
  const page = [result]
    .flat()
    .flatMap((one) => ('output' in one ? one.output : []))
    .find(({ fileName }) => fileName === 'index.html')
  if (page?.type !== 'asset') throw new Error('vite gave no index.html')
  const html = withPolicy(String(page.source))
  // Two processes may build at once: each of them whole.
  writeFileSync(`${templateFile}.${process.pid}`, html)
  renameSync(`${templateFile}.${process.pid}`, templateFile)
}

function withPolicy(html: string): string {
  const scripts = [...html.matchAll(/<script type="module"[^>]*>(.*?)<\/script>/gs)]
  const hashes = scripts.map(([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
  if (hashes.length !== 1) throw new Error(`the page has ${hashes.length} scripts, not one`)
  const policy = [
    "default-src 'none'",
    `script-src ${hashes.join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return html.replace('<!--policy-->', `<meta http-equiv="Content-Security-Policy" content="${policy}">`)
}

await buildTemplate()
