import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { EngineError, LabTimeoutError } from '../../../../src/errors.ts'
import { openAgent, readAgent, type AgentHost } from '../../../../src/host/agent/open-agent.ts'
import { scriptFolder, scriptNames } from '../../../../src/host/guest/scripts.ts'
import { run } from '../../../../src/host/run.ts'
import { rejection } from '../../refusal.ts'
import { fakeStream } from './fake-stream.ts'

const sourceOf = (name: string): Buffer => readFileSync(join(scriptFolder, `${name}.pl`))

/** An agent that is being opened over a fake stream, and what it was started with. */
function opening(options: Parameters<typeof fakeStream>[1] = { kernel: '6.1.0-fake' }) {
  const argvs: (readonly string[])[] = []
  const fake = fakeStream(() => Number(argvs[0]?.at(-1)), options)
  const opened: Promise<AgentHost> = openAgent('docker', async (argv) => {
    argvs.push(argv)
    return fake.stream
  })
  opened.catch(() => {})
  return { ...fake, opened, argvs }
}

test('Perl gets the agent on its standard input, by its length, and then the programs of the lab', async () => {
  const { opened, argvs, state, files } = opening()
  expect(await opened).toMatchObject({ kind: 'docker', kernel: '6.1.0-fake' })
  expect(argvs[0]?.slice(0, 2)).toEqual(['perl', '-e'])
  expect(state.source.equals(sourceOf('agent'))).toBe(true)
  expect([...files.keys()]).toEqual(scriptNames.map((name) => `/underlay/${name}.pl`))
  for (const name of scriptNames) expect(files.get(`/underlay/${name}.pl`)).toEqual(sourceOf(name))
})

test('however many agents are started, what they are started with is in memory once', async () => {
  const [first, second] = await Promise.all([readAgent(), readAgent()])
  await Promise.all(Array.from({ length: 50 }, () => opening().opened))
  expect([second, await readAgent()].every((texts) => texts === first)).toBe(true)
})

test('an idle agent does not keep the script alive; closing ends the stream', async () => {
  const { opened, state } = opening()
  const host = await opened
  expect([state.held, state.destroyed, host.lost.aborted]).toEqual([false, false, false])
  host.close()
  expect(state.destroyed).toBe(true)
  const { message, fix } = await rejection(run(host, 'worker', ['ip']), EngineError)
  expect(message).toContain("the connection to the lab's tools is gone: the agent ended")
  expect(fix).toBe('connectCluster once more')
  expect((host.lost.reason as EngineError).message).toBe(message)
})

test('a program that says an error and ends is told in its own words', async () => {
  const { opened, state, end } = opening({})
  await expect.poll(() => state.source.length).toBeGreaterThan(0)
  state.said = 'OCI runtime exec failed: exec: "perl": executable file not found in $PATH\n'
  end()
  const { message, cause } = await rejection(opened, EngineError)
  expect(message).toBe(`the agent did not start: ${state.said.trim()}`)
  expect(cause).toBeInstanceOf(EngineError)
})

test('one that ends without a word', async () => {
  const { opened, state, end } = opening({})
  await expect.poll(() => state.source.length).toBeGreaterThan(0)
  end()
  expect((await rejection(opened, EngineError)).message).toContain('the agent ended')
})

test('one that speaks something else is ended', async () => {
  const { opened, state, say } = opening({})
  await expect.poll(() => state.source.length).toBeGreaterThan(0)
  say('Welcome to Alpine!\n')
  expect((await rejection(opened, EngineError)).message).toMatch(/the agent sent a frame of \d+ bytes/)
  expect(state.destroyed).toBe(true)
})

test.for([
  ['', LabTimeoutError, 'waited 20000 ms for the agent; last seen: nothing'],
  ['Unable to find image', EngineError, 'the agent did not start: Unable to find image'],
] as const)('one that never says hello, and %j to standard error, is ended after 20 s', async (given) => {
  const [said, kind, message] = given
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const { opened, state } = opening({})
    state.said = said
    while (vi.getTimerCount() === 0) await new Promise(setImmediate)
    await vi.advanceTimersByTimeAsync(19_999)
    expect(state.destroyed).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect((await rejection(opened, kind)).message).toBe(message)
    expect(state.destroyed).toBe(true)
  } finally {
    vi.useRealTimers()
  }
})

const readOnly = (path: string): string => (path.endsWith('observe.pl') ? `${path}: Read-only file system\n` : '')

test('an agent that cannot write the programs is ended, and the reason told', async () => {
  const { opened, state } = opening({ kernel: '6.1.0-fake', problem: readOnly })
  expect((await rejection(opened, EngineError)).message).toBe('/underlay/observe.pl: Read-only file system')
  expect(state.destroyed).toBe(true)
})

test('an agent that says hello and then nothing is ended after 20 s, too', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const { opened, state } = opening({ kernel: '6.1.0-fake', problem: () => undefined })
    while (vi.getTimerCount() === 0) await new Promise(setImmediate)
    await vi.advanceTimersByTimeAsync(20_000)
    expect((await rejection(opened, LabTimeoutError)).awaited).toBe('the agent')
    expect(state.destroyed).toBe(true)
  } finally {
    vi.useRealTimers()
  }
})

test('a start that is refused is the error', async () => {
  const refused = new EngineError('no exec')
  expect(
    await rejection(
      openAgent('node', () => Promise.reject(refused)),
      EngineError,
    ),
  ).toBe(refused)
})
