import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { CommandError, EngineError, LabTimeoutError, ToolMissingError } from '../../../src/errors.ts'
import { mustRun, runProgram } from '../../../src/process/run-program.ts'
import { rejection } from '../refusal.ts'
import { emptyPath, fakePrograms, isAlive } from './fake-programs.ts'

test('both outputs and the exit code, whatever it is; arguments reach the program as they are', async () => {
  fakePrograms({ tool: 'printf "%s|" "$@"; cat; echo words >&2; exit 3' })
  expect(await runProgram(['tool', '$HOME; ls', '*', ''], { stdin: 'in' })).toEqual({
    exitCode: 3,
    stdout: '$HOME; ls|*||in',
    stderr: 'words\n',
  })
})

test('a bad exit code is an error with place, argv and output', async () => {
  fakePrograms({ tool: 'echo "no such thing" >&2; exit 4' })
  const error = await rejection(mustRun(['tool', 'x']), CommandError)
  expect(error).toMatchObject({ where: 'host', argv: ['tool', 'x'], exitCode: 4, stderr: 'no such thing\n' })
})

test('the environment is ours, with what is added and without what is taken away', async () => {
  fakePrograms({ tool: 'echo "${ONE-none} ${TWO-none} ${THREE-none}"' })
  vi.stubEnv('ONE', '1')
  vi.stubEnv('TWO', '2')
  expect(await mustRun(['tool'], { env: { TWO: undefined, THREE: '3' } })).toBe('1 none 3\n')
})

test('lines come while the program runs, without colours and spinners, and the last one without its end', async () => {
  const { folder } = fakePrograms({
    tool: `printf ' \\033[32m✓\\033[0m one\\r\\033[?7l\\r⠈⠁ two \\033[?7h\\n\\n' >&2
while [ ! -e "$(dirname "$0")/go" ]; do sleep 0.02; done; printf three`,
  })
  const lines: string[] = []
  await runProgram(['tool'], {
    onLine: (line) => {
      lines.push(line)
      if (line.includes('two')) void runProgram(['touch', join(folder, 'go')])
    },
  })
  expect(lines).toEqual(['✓ one', '⠈⠁ two', 'three'])
})

test.for(['docker', 'kind', 'containerlab'])('without %s the error has the install line', async (tool) => {
  emptyPath()
  const error = await rejection(runProgram([tool, 'version']), ToolMissingError)
  expect(error.tool).toBe(tool)
  expect(error.install).toMatch(/^(?:curl|go install|bash) .*https:/)
})

test.for([['/etc/passwd'], ['ls', 'a\0b'], []])('%j cannot be started, and says why', async (argv) => {
  expect((await rejection(runProgram(argv), EngineError)).message).toMatch(/could not be started: \S/)
})

test('a program that reads nothing of a large input is no crash', async () => {
  expect(await runProgram(['true'], { stdin: Buffer.alloc(4 << 20) })).toMatchObject({ exitCode: 0 })
})

const hanging = 'sleep 60 & echo $! > "$(dirname "$0")/child"; echo "at step 7"; wait'
const childOf = (folder: string): number => Number(readFileSync(join(folder, 'child'), 'utf8'))

test('too late: it and what it started are ended, and the error has its last words', async () => {
  const { folder } = fakePrograms({ tool: hanging })
  const error = await rejection(runProgram(['tool'], { timeoutMs: 300 }), LabTimeoutError)
  expect(error.message).toBe('waited 300 ms for the end of tool; last seen: at step 7')
  await vi.waitFor(() => expect(isAlive(childOf(folder))).toBe(false))
})

test('aborted: it and what it started are ended, and the reason is thrown', async () => {
  const { folder } = fakePrograms({ tool: hanging })
  const abort = new AbortController()
  const reason = new Error('enough')
  const onLine = (): void => abort.abort(reason)
  expect(await rejection(runProgram(['tool'], { signal: abort.signal, onLine }), Error)).toBe(reason)
  await vi.waitFor(() => expect(isAlive(childOf(folder))).toBe(false))
})

test('aborted before: it is not started', async () => {
  const { calls } = fakePrograms({ tool: '' })
  const reason = new Error('enough')
  expect(await rejection(runProgram(['tool'], { signal: AbortSignal.abort(reason) }), Error)).toBe(reason)
  expect(calls()).toEqual([])
})

test('what it leaves behind may hold its output open: nobody waits for that', async () => {
  const { folder } = fakePrograms({ tool: 'sleep 60 & echo $! > "$(dirname "$0")/child"; echo done' })
  const startMs = performance.now()
  expect((await runProgram(['tool'])).stdout).toBe('done\n')
  expect(performance.now() - startMs).toBeLessThan(5000)
  process.kill(childOf(folder), 'SIGKILL')
})
