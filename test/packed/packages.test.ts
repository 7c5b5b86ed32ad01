import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { install, packAll, run, type Tarballs } from './tarballs.ts'

const scratch = mkdtempSync(join(tmpdir(), 'underlay-packed-'))
const names = ['packet', 'configs', 'evidence', 'sdk', 'notebook', 'report', 'cli'].map((name) => `@underlay/${name}`)
const tools = join(scratch, 'tools')
const notebook = `
// %% Names
import { racks } from '@underlay/sdk'

console.log(racks({ racks: 2, nodesPerRack: 1 }).kind.nodes.map(({ role }) => role).join(', '))
`
let tarballs: Tarballs

beforeAll(async () => {
  tarballs = await packAll(scratch)
  mkdirSync(tools)
  writeFileSync(join(tools, 'package.json'), '{ "type": "module", "dependencies": { "@underlay/cli": "*" } }')
  await install(tools, tarballs)
})

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

test('all packages are packed', () => {
  expect([...tarballs.keys()].sort()).toEqual([...names].sort())
})

test.each(names)('publint has nothing to say about %s', async (name) => {
  const { buffer, byteOffset, byteLength } = readFileSync(tarballs.get(name)!)
  const tarball = buffer.slice(byteOffset, byteOffset + byteLength)
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true })
  expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([])
})

test.each(names)('the types of %s are right for whoever imports it as ESM', async (name) => {
  const checked = run(scratch, 'attw', tarballs.get(name)!, '--profile', 'esm-only', '--format', 'ascii')
  await expect(checked).resolves.toContain(name)
})

test('underlay render, from the packed command, records a notebook', async () => {
  writeFileSync(join(tools, 'names.mts'), notebook)
  await underlay(tools, 'render', 'names.mts')
  expect(readFileSync(join(tools, 'names.run.json'), 'utf8')).toContain('control-plane, worker')
})

test("underlay init, from the packed command: a stranger's lab checks its types and passes on the wire", async ({
  skip,
}) => {
  const { status, stderr } = spawnSync('unshare', ['--net', '--mount', 'true'], { encoding: 'utf8' })
  if (process.getuid?.() !== 0 || status !== 0) skip(`no namespaces can be made here: ${stderr || 'not root'}`)
  const name = `packed-${process.pid}`
  expect(await underlay(scratch, 'init', name)).toBe(`cd ${name}\nnpm install\nnpm test\n`)
  const folder = join(scratch, name)
  await install(folder, tarballs)
  await run(folder, 'npm', 'run', 'check')
  expect(await run(folder, 'npm', 'test')).toMatch(/Tests {2}3 passed/)
  expect(existsSync(join(folder, `.underlay/${name}/captures/between-racks.pcapng`))).toBe(true)
})

/** Runs the command that the packed package brings. */
function underlay(folder: string, ...args: readonly string[]): Promise<string> {
  const cli = join(tools, 'node_modules/@underlay/cli')
  const { bin } = JSON.parse(readFileSync(join(cli, 'package.json'), 'utf8'))
  return run(folder, 'node', join(cli, bin.underlay), ...args)
}
