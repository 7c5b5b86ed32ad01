import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { EngineError } from '../../../../src/errors.ts'
import { openAgentInPod, podProgram } from '../../../../src/host/agent/kubernetes-exec.ts'
import type { Kubernetes } from '../../../../src/kubernetes/kubernetes.ts'
import { run } from '../../../../src/host/run.ts'
import { rejection } from '../../refusal.ts'
import { tempFolder } from '../../temp-folder.ts'
import { fakeAgent } from './fake-agent.ts'

const container = { namespace: 'underlay', pod: 'agent-1', container: 'agent' }

const sayingWhere: Pick<Kubernetes, 'exec'> = {
  exec: async (_, argv) => fakeAgent(argv, ({ network }) => `in ${network}`),
}

const withoutPerl: Pick<Kubernetes, 'exec'> = {
  exec: async (_, argv) => {
    const process = fakeAgent(argv, () => '')
    process.stderr.push('sh: 1: perl: not found\n')
    setImmediate(process.close)
    return { ...process, stdin: new PassThrough() }
  },
}

/** The argv that an agent is started with. */
async function agentArgv(): Promise<readonly string[]> {
  const argvs: (readonly string[])[] = []
  const exec = async (_: unknown, argv: readonly string[]) => (argvs.push(argv), fakeAgent(argv, () => ''))
  const agent = await openAgentInPod({ exec }, container, () => undefined)
  agent.close()
  return argvs[0] ?? []
}

/** The programs of a pod on this machine, with a fifo of their own. */
function inPod(argv: readonly string[], fifo: string) {
  const [program = '', ...rest] = argv.map((argument) => argument.replaceAll('/run/alive', fifo))
  return spawn(program, rest, { stdio: ['pipe', 'ignore', 'ignore'] })
}

test('programs run, and the end of the connection is told', async () => {
  const ends: string[] = []
  const agent = await openAgentInPod(sayingWhere, container, () => ends.push('end'))
  expect(agent).toMatchObject({ kind: 'node', kernel: '6.1.0-fake' })
  expect(await run(agent, 'pod-1', ['ip'])).toBe('in pod-1')
  agent.close()
  await expect.poll(() => ends).toEqual(['end'])
})

test('what keeps the agent from starting is told in its own words', async () => {
  const error = await rejection(
    openAgentInPod(withoutPerl, container, () => undefined),
    EngineError,
  )
  expect(error.message).toContain('the agent did not start: sh: 1: perl: not found')
})

test("the pod's program ends with the last agent, whatever that has left running", async () => {
  const fifo = join(tempFolder(), 'alive')
  const holder = (await agentArgv()).slice(0, 4)
  const main = inPod(podProgram, fifo)
  await expect.poll(() => existsSync(fifo), { timeout: 5000 }).toBe(true)
  const agents = [0, 1].map(() => inPod([...holder, 'sh', '-c', '(exec sleep 8) & exec cat'], fifo))
  await wait(200)
  agents[0]?.stdin?.end()
  await wait(200)
  expect(main.exitCode).toBeNull()
  agents[1]?.stdin?.end()
  await expect.poll(() => main.exitCode, { timeout: 3000 }).toBe(0)
})

test('an agent that comes before the fifo waits for it', async () => {
  const fifo = join(tempFolder(), 'alive')
  const holder = (await agentArgv()).slice(0, 4)
  const agent = inPod([...holder, 'cat'], fifo)
  await wait(100)
  const main = inPod(podProgram, fifo)
  await wait(1500)
  expect([agent.exitCode, main.exitCode, statSync(fifo).isFIFO()]).toEqual([null, null, true])
  agent.stdin?.end()
  expect(await once(main, 'exit')).toEqual([0, null])
})

test("the pod's program ends by itself when no agent comes", async () => {
  const main = inPod([...podProgram.slice(0, -1), '1'], join(tempFolder(), 'alive'))
  expect(await once(main, 'exit')).toEqual([null, 'SIGALRM'])
})
