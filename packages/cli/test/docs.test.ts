import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { tempFolder, underlay } from './run-underlay.ts'

// Each run is two processes that load the SDK, on a machine that may do other things.
vi.setConfig({ testTimeout: 90_000 })

const repository = join(import.meta.dirname, '../../..')
const notebook = readFileSync(join(repository, 'docs/snippets/which-tunnel.mts'), 'utf8')
const outputs = readFileSync(join(repository, 'docs/snippets/render.txt'), 'utf8')

/** What docs/notebooks.md shows under a name; times are those of the machine. */
function shown(name: string): string {
  const [, part = ''] = outputs.split(`=== ${name}\n`)
  return timeless(part.split('=== ')[0] ?? '')
}

function timeless(text: string): string {
  return text.replaceAll(/\d+\.\d s$/gm, 'N s')
}

function folderWith(script: string): string {
  const folder = tempFolder({ 'which-tunnel.mts': [script] })
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

test('the page about notebooks shows what render and check say', async () => {
  const folder = folderWith(notebook)
  const rendered = await underlay(folder, 'render', 'which-tunnel.mts')
  expect(timeless(rendered.stderr)).toBe(shown('render'))
  const path = join(folder, 'which-tunnel.run.json')
  const [before, after] = ['worker3  10.1.8.11  tunl0', 'worker3  10.1.8.11  net0']
  writeFileSync(path, readFileSync(path, 'utf8').replace(before, after))
  expect((await underlay(folder, 'render', '--check', 'which-tunnel.mts')).stdout).toBe(shown('check'))
})

test('the page about notebooks shows what a failure says', async () => {
  const folder = folderWith(notebook.replace('Object.entries(peers)', 'peers'))
  const { code, stderr } = await underlay(folder, 'render', 'which-tunnel.mts')
  expect(code).toBe(1)
  expect(timeless(stderr)).toContain(shown('failure'))
})
