import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import { startProgram } from '../../../src/process/start-program.ts'
import { runScript } from '../run-script.ts'
import { fakePrograms, isAlive } from './fake-programs.ts'

test('its streams are open in both directions', async () => {
  fakePrograms({ tool: 'while read -r line; do echo "got $line"; done; echo bye >&2' })
  const program = await startProgram(['tool'])
  program.stdin.write('one\n')
  expect(String((await once(program.stdout, 'data'))[0])).toBe('got one\n')
  program.stdin.end('two\n')
  expect(await text(program.stdout)).toBe('got two\n')
  expect(await text(program.stderr)).toBe('bye\n')
  expect(await program.exited).toEqual({ exitCode: 0 })
})

test('a signal that ends it shows in the exit code; afterwards there is nobody to signal', async () => {
  const program = await startProgram(['sleep', '60'])
  program.kill('SIGINT')
  expect(await program.exited).toEqual({ exitCode: 130 })
  program.kill('SIGINT')
  await program.stop()
  await program[Symbol.asyncDispose]()
  expect(isAlive(program.pid)).toBe(false)
})

test('one that does not hear SIGTERM is killed, with what it started', async () => {
  fakePrograms({ tool: `trap '' TERM; sleep 60 & echo $!; wait; sleep 60` })
  const program = await startProgram(['tool'])
  const child = Number(String((await once(program.stdout, 'data'))[0]))
  await program.stop()
  expect(await program.exited).toEqual({ exitCode: 137 })
  await vi.waitFor(() => expect(isAlive(child)).toBe(false))
})

test('kill -9 of this process ends a program that neither reads nor writes', async () => {
  const { stdout } = runScript(`
    const { startProgram } = await from('process/start-program.ts')
    const { pid } = await startProgram(['sleep', '60'])
    process.stdout.write(String(pid), () => process.kill(process.pid, 'SIGKILL'))
  `)
  const pid = Number(stdout)
  expect(pid).toBeGreaterThan(1)
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 3000 })
})

test('one that hears SIGTERM takes with it what does not', async () => {
  fakePrograms({ tool: `(trap '' TERM; echo ready; sleep 60; sleep 60) & echo $!; wait` })
  const program = await startProgram(['tool'])
  let said = ''
  program.stdout.on('data', (chunk) => (said += String(chunk)))
  await vi.waitFor(() => expect(said.trim().split('\n')).toHaveLength(2))
  const child = Number(/\d+/.exec(said)?.[0])
  await program.stop()
  await vi.waitFor(() => expect(isAlive(child)).toBe(false))
})

test('what it said is there for who reads late', async () => {
  fakePrograms({ tool: 'echo out; echo words >&2' })
  const program = await startProgram(['tool'])
  await program.exited
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(await text(program.stderr)).toBe('words\n')
  expect(await text(program.stdout)).toBe('out\n')
})

test('a program that ended leaves no guard', async () => {
  const program = await startProgram(['true'])
  await program.exited
  await vi.waitFor(() => {
    const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    expect(stdout).toContain('ps -eo args')
    expect(stdout).not.toMatch(new RegExp(`underlay-guard ${program.pid}$`, 'm'))
  })
})

test('this process ends although what a program left behind holds its output', async () => {
  const { stdout, status } = runScript(`
    const { runProgram } = await from('process/run-program.ts')
    console.log((await runProgram(['sh', '-c', 'sleep 60 & echo $!'])).stdout)
  `)
  process.kill(Number(stdout), 'SIGKILL')
  expect(status).toBe(0)
})
