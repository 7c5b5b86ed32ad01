import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import {
  CommandError,
  EngineError,
  LabError,
  LabStateError,
  LabTimeoutError,
  ToolMissingError,
  UnknownNameError,
} from '../../src/errors.ts'
import { runScript } from './run-script.ts'
import { tempFolder } from './temp-folder.ts'

const command = { where: 'worker', argv: ['ip', 'link'], exitCode: 2, stdout: '', stderr: '' }

test.for([
  new LabError('x', 'the fix'),
  new LabStateError('x', 'the fix'),
  new UnknownNameError('x', 'the fix'),
  new EngineError('x', 'the fix'),
  new LabTimeoutError('x', 5, 'y', 'the fix'),
  new ToolMissingError('x', 'the fix'),
])('$name: the message ends with the fix', (error) => {
  expect(error).toBeInstanceOf(LabError)
  expect(error.name).toBe(error.constructor.name)
  expect(error.fix).toBe('the fix')
  expect(error.message).toMatch(/x[^\n]*\n {2}fix: the fix$/)
})

test('without a fix there is no empty one', () => {
  expect(new EngineError('it ended').message).toBe('it ended')
  expect(new EngineError('it ended').fix).toBeUndefined()
})

test('a missing tool has the line to paste', () => {
  const { tool, install, message } = new ToolMissingError('tcpdump', 'sudo apt-get install -y tcpdump')
  expect([tool, install]).toEqual(['tcpdump', 'sudo apt-get install -y tcpdump'])
  expect(message).toBe('tcpdump is needed and was not found\n  fix: sudo apt-get install -y tcpdump')
})

test('a timeout has what was awaited and what was seen last', () => {
  const error = new LabTimeoutError('BGP', 1500, 'worker has no route')
  expect(error).toMatchObject({ awaited: 'BGP', lastSeen: 'worker has no route' })
  expect(error.message).toBe('waited 1500 ms for BGP; last seen: worker has no route')
})

const said = (outputs: { stdout?: string; stderr?: string }) => new CommandError({ ...command, ...outputs }).message

test('a command has the end of what it said: stderr, else stdout, else that it said nothing', () => {
  const lines = Array.from({ length: 9 }, (_, index) => `line ${index}`).join('\n')
  expect(said({ stderr: lines, stdout: 'out' })).toBe(
    'worker: ip link: exit code 2: line 4\nline 5\nline 6\nline 7\nline 8',
  )
  expect(said({ stdout: 'out\n' })).toBe('worker: ip link: exit code 2: out')
  expect(said({})).toBe('worker: ip link: exit code 2: it said nothing')
  expect(said({ stderr: 'x'.repeat(100_000) }).length).toBeLessThan(1100)
})

test('shown, an error is its name and message, and no stack', () => {
  expect(inspect(new LabStateError('no lab runs', 'build it'))).toBe('LabStateError: no lab runs\n  fix: build it')
})

const show = `const { LabStateError } = await from('errors.ts'); console.error(new LabStateError('no lab runs', 'build it'))`

test('console.error shows no stack', () => {
  const { stderr, status } = runScript(show)
  expect([stderr, status]).toEqual(['LabStateError: no lab runs\n  fix: build it\n', 0])
})

test.for(['underlay', 'net,underlay'])('with NODE_DEBUG=%s it does', (debug) => {
  const { stderr } = runScript(show, { NODE_DEBUG: debug })
  expect(stderr).toContain('LabStateError: no lab runs\n  fix: build it\n')
  expect(stderr).toMatch(/\n {4}at /)
})

test('a script that zx runs and that catches nothing shows the fix and no stack', () => {
  const script = join(tempFolder(), 'mistake.mts')
  const source = new URL('../../src/errors.ts', import.meta.url).href
  writeFileSync(
    script,
    `import { LabStateError } from ${JSON.stringify(source)}\nthrow new LabStateError('no lab runs', 'build it')\n`,
  )
  const zx = createRequire(import.meta.url).resolve('zx/cli')
  const { stderr, status } = spawnSync(process.execPath, [zx, script], { encoding: 'utf8', timeout: 15_000 })
  expect([stderr, status]).toEqual(['LabStateError: no lab runs\n  fix: build it\n', 1])
})

test('what a program, a server or a document says is escaped for the terminal; lines stay lines', () => {
  const said = '\u001B[31mred\u001B[0m\none \u202Etwo\u0007'
  expect(new LabError(said, 'look\u009B2J').message).toBe('red\none \\u{202e}two\\u{7}\n  fix: look')
})
