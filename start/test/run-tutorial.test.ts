import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'

import { expect, test } from 'vitest'

import { temporaryFolder } from './folder.ts'

const start = resolve(import.meta.dirname, '..')
const destroy = "import fs from 'node:fs'\nfs.writeFileSync('destroyed', '')\nconsole.log('gone')"
const program = (root: string, options: string) => `
import { runMain } from ${JSON.stringify(join(start, 'failure.mjs'))}
import { runTutorial } from ${JSON.stringify(join(start, 'tutorial/tutorial.mjs'))}
await runMain((interrupt) => runTutorial({ root: ${JSON.stringify(root)}, engine: 'netns', interrupt, ...${options} }))`

function startTutorial(root: string, options = '{}') {
  symlinkSync(resolve(start, '../node_modules'), join(root, 'node_modules'))
  const argv = ['--input-type=module', '--eval', program(root, options)]
  return spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } })
}

async function runToEnd(root: string, options?: string) {
  const child = startTutorial(root, options)
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { stdout, stderr, code, isDestroyed: existsSync(join(root, 'destroyed')) }
}

test('every step runs in its own process on Node 24, and destroy comes last', async () => {
  using folder = temporaryFolder({
    'examples/01-a.mts':
      "const engine: string = process.env.UNDERLAY_ENGINE ?? ''\nconsole.log('✓', engine, process.version)",
    'examples/02-b.mts': "console.log('✓ pid')\nconsole.error('quiet')",
    'examples/99-destroy.mts': destroy,
  })
  const { stdout, stderr, code, isDestroyed } = await runToEnd(folder.path)
  expect(stdout).toMatch(/^ {4}✓ netns v24\./)
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^3 steps, 2 verdicts hold, 0 fail, \d+\.\d s$/)
  expect(stderr).toMatch(/^✓ 02-b {8}\d+\.\d s$/m)
  expect(stderr).not.toContain('quiet')
  expect({ code, isDestroyed }).toEqual({ code: 0, isDestroyed: true })
})

test('a failing step shows its stderr and the next command, later steps do not run, the lab goes', async () => {
  using folder = temporaryFolder({
    'examples/01-a.mts': "console.log('✗ plain')\nconsole.error('because')\nprocess.exit(1)",
    'examples/02-b.mts': "console.log('✓ never')",
    'examples/99-destroy.mts': destroy,
  })
  const { stdout, stderr, code, isDestroyed } = await runToEnd(folder.path)
  expect(stderr).toMatch(/^✗ 01-a.*exit code 1\n {4}because$/m)
  expect(stderr).toContain('npm start -- --keep')
  expect(stdout).not.toContain('never')
  expect({ code, isDestroyed }).toEqual({ code: 1, isDestroyed: true })
})

test('--keep leaves the lab and prints the command that destroys it', async () => {
  using folder = temporaryFolder({ 'examples/01-a.mts': '', 'examples/99-destroy.mts': destroy })
  const { stderr, code, isDestroyed } = await runToEnd(folder.path, '{ keep: true }')
  expect(stderr).toContain('npx zx examples/99-destroy.mts')
  expect({ code, isDestroyed }).toEqual({ code: 0, isDestroyed: false })
})

test('SIGINT reaches the running step once, destroys the lab and exits with 130', async () => {
  using folder = temporaryFolder({
    'examples/01-a.mts':
      "let n = 0\nprocess.on('SIGINT', () => { n++; setTimeout(() => { console.log('interrupts', n); process.exit(0) }, 100) })\n" +
      "console.log('waiting')\nsetInterval(() => {}, 1000)",
    'examples/02-b.mts': "console.log('✓ never')",
    'examples/99-destroy.mts': destroy,
  })
  const child = startTutorial(folder.path)
  let stdout = ''
  const stderr = text(child.stderr)
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk
    if (chunk.includes('waiting')) child.kill('SIGINT')
  })
  const [code] = await once(child, 'close')
  expect(stdout).toContain('interrupts 1')
  expect(await stderr).not.toContain('02-b')
  expect({ code, isDestroyed: existsSync(join(folder.path, 'destroyed')) }).toEqual({ code: 130, isDestroyed: true })
})
