import { expect, onTestFinished, test, vi } from 'vitest'
import { exclusively } from '../../../../src/engine/kind/exclusively.ts'
import { openLab } from '../../../../src/engine/kind/open-lab.ts'
import type { KindLab } from '../../../../src/engine/kind/record.ts'
import { EngineError, LabError } from '../../../../src/errors.ts'
import type { AgentHost } from '../../../../src/host/agent/open-agent.ts'
import { fakeHost } from '../../fake-host.ts'
import { rejection } from '../../refusal.ts'
import { fakeDocker, type FakeContainer } from './fake-docker.ts'
import { kindLab, lab, nodes, ownFolders } from './kind-lab.ts'

const agent = vi.hoisted(() => ({ opened: [] as string[], closed: 0, host: undefined as unknown }))

vi.mock('../../../../src/host/agent/docker-exec.ts', () => ({
  openAgentInContainer: async (container: string) => {
    agent.opened.push(container)
    return { ...(agent.host as AgentHost), close: () => void (agent.closed += 1) }
  },
}))

const nodeImage = 'kindest/node:v1.34.4'
const helper = { name: `${lab}-underlay`, labels: { 'underlay.lab': lab }, image: 'before' }

interface Machine {
  readonly record?: Partial<KindLab>
  readonly containers?: readonly FakeContainer[]
  readonly images?: readonly string[]
}

/** The lab's record and a machine with its nodes. */
function machine({ record, containers = nodes, images = [nodeImage, 'tools:1', 'tools:2'] }: Machine = {}) {
  ownFolders()
  vi.stubEnv('UNDERLAY_TOOLS_IMAGE', '')
  onTestFinished(() => void vi.unstubAllEnvs())
  agent.opened = []
  agent.closed = 0
  let lost: readonly string[] = []
  const { host, spawned } = fakeHost((argv) =>
    argv[0] === '/underlay/attach.pl' ? { stdout: lost.map((name) => `${name}\n`).join('') } : {},
  )
  agent.host = host
  const engine = fakeDocker({ containers, images })
  const attached = (): string[] =>
    spawned.flatMap(({ argv, stdin }) => (argv[0] === '/underlay/attach.pl' ? [stdin] : []))
  const started = (): string[] => engine.calls().filter((call) => call.startsWith('run '))
  /** From now on the helper does not find those names. */
  const lose = (...names: readonly string[]): void => void (lost = names)
  return { ...engine, lose, lab: kindLab(record), attached, started, spawned }
}

const say = (): void => {}

test('the helper is told where the nodes and itself are, before all else', async () => {
  const { lab: record, attached, spawned } = machine({ containers: [...nodes, helper] })
  await openLab(record, { say })
  expect(attached()).toEqual(['control-plane 4711\nworker 4711\nworker2 4711\nworker3 4711\noutside 4711\n'])
  expect(spawned[0]?.argv).toEqual(['/underlay/attach.pl'])
})

test('a node whose network the helper does not find is told, and the agent ended', async () => {
  const { lab: record, lose, spawned } = machine({ containers: [...nodes, helper] })
  lose('worker', 'worker3')
  const { message } = await rejection(openLab(record, { say }), EngineError)
  expect(message).toContain('the networks of worker, worker3 cannot be reached from the helper')
  expect([agent.closed, spawned.length]).toEqual([1, 1])
})

test('pods are told by their UIDs, after those to forget; those not found are given', async () => {
  const { lab: record, lose, attached } = machine({ containers: [...nodes, helper] })
  const { attachPods } = await openLab(record, { say })
  expect(await attachPods([])).toEqual([])
  lose('pod-b', 'pod-c')
  const pods = ['a', 'b', 'c'].map((uid) => ({ name: `pod-${uid}`, uid }))
  expect(await attachPods(pods)).toEqual(['pod-b', 'pod-c'])
  expect(attached().slice(1)).toEqual(['forget pod-\n', 'forget pod-\npod-a pod a\npod-b pod b\npod-c pod c\n'])
})

test.for([
  ['by the record', { toolsImage: 'tools:1' }, {}, 'tools:1'],
  ['by who opens it, before the record', { toolsImage: 'tools:1' }, { toolsImage: 'tools:2' }, 'tools:2'],
  ['by nobody', {}, {}, nodeImage],
] as const)('a helper that is gone is started anew, of the image that is asked for %s', async (given) => {
  const [, record, options, image] = given
  const { lab: recorded, started } = machine({ record })
  await openLab(recorded, { ...options, say })
  expect(started()).toEqual([expect.stringMatching(new RegExp(` -- ${image} infinity$`))])
  expect(agent.opened).toEqual([`id-${lab}-underlay`])
})

test('whoever waits for a turn to start it stops by the signal', async () => {
  const { lab: record, started } = machine()
  const stop = new AbortController()
  await exclusively(lab, async () => {
    const opening = openLab(record, { say, signal: stop.signal })
    setTimeout(() => stop.abort('SIGINT'), 50)
    await expect(opening).rejects.toBe('SIGINT')
  })
  expect(started()).toEqual([])
})

test('for a lab that was made offline nothing is pulled, whoever opens it', async () => {
  const { lab: record, publish, calls } = machine({ record: { toolsImage: 'tools:3', offline: true } })
  publish('tools:3')
  const { message } = await rejection(openLab(record, { say, offline: false }), LabError)
  expect(message).toContain('tools:3: not there, and offline')
  expect(calls().filter((call) => call.startsWith('pull'))).toEqual([])
})

test('for another it is', async () => {
  const { lab: record, publish, started } = machine({ record: { toolsImage: 'tools:3' } })
  publish('tools:3')
  await openLab(record, { say })
  expect(started()[0]).toContain(' -- tools:3 ')
})
