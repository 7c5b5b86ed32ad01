import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'

const script = join(import.meta.dirname, 'step-script.ts')

/** Runs the script's steps with a standard error that is a terminal or a pipe; interrupts it once it says `waiting`. */
async function steps(stderr: 'tty' | 'pipe', end: 'pass' | 'fail' | 'hang') {
  const env = { ...process.env, NO_COLOR: '1', LISTR_FORCE_UNICODE: '1', TERM: 'xterm' }
  const child = spawn(process.execPath, [script, stderr, end], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  child.stderr.on('data', (data: Buffer) => data.includes('waiting') && child.kill('SIGINT'))
  const [stdout, shown, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { stdout, shown, code }
}

test('in a pipe each step is a line, with what it said above and its result behind', async () => {
  expect(await steps('pipe', 'pass')).toEqual({
    shown: '   booting\n ✓ create: in 1 s\n ✓ attach\n ✓ install\n',
    stdout: 'done\n',
    code: 0,
  })
})

test('no step follows one that failed', async () => {
  expect(await steps('pipe', 'fail')).toEqual({
    shown: '   booting\n ✓ create: in 1 s\n ✗ attach\n',
    stdout: 'no fabric\n',
    code: 1,
  })
})

test('on a terminal it is a tree, and standard output stays clean', async () => {
  const { stdout, shown, code } = await steps('tty', 'pass')
  expect({ stdout, code }).toEqual({ stdout: 'done\n', code: 0 })
  expect(shown).toContain('\u001B[2K')
  expect(stripVTControlCharacters(shown)).toMatch(
    /◼ create\n◼ attach\n◼ install\n[^]*✓ create: in 1 s\n✓ attach\n✓ install\n$/,
  )
  expect(shown.trimEnd().endsWith('\u001B[?25h')).toBe(true)
})

test.each(['tty', 'pipe'] as const)(
  'a signal ends the step that runs, on a %s, and the script goes on',
  async (stderr) => {
    const { stdout, shown, code } = await steps(stderr, 'hang')
    expect({ stdout, code }).toEqual({ stdout: 'stopped\n', code: 1 })
    expect(stripVTControlCharacters(shown)).toMatch(/✓ create: in 1 s\n(?: {3}waiting\n )?✗ attach\n/)
    expect(shown).not.toMatch(/✓ install/)
  },
)
