import { parseClabTopology, type ClabTopology } from '@underlay/configs'
import { expect, test } from 'vitest'
import { CommandError, LabStateError } from '../../../src/errors.ts'
import { attachFabric } from '../../../src/fabric/attach-fabric.ts'
import { planFabric } from '../../../src/fabric/plan-fabric.ts'
import { appliedIn, fakeHost } from '../fake-host.ts'
import type { LabState } from '../../../src/lab/state.ts'
import { cluster, devicesAfter, fabric, labState, preset } from '../reference-lab.ts'
import { rejection } from '../refusal.ts'

const sysctl = ['sysctl', '-w', 'net.ipv4.conf.net0.forwarding=1']

/** The reference lab, server2 (worker) and the gateway of which have a line that is none of `ip`. */
const nodes = Object.fromEntries(
  Object.entries(preset.clab.topology.nodes).map(([name, node]) => [
    name,
    name === 'server2' || name === 'gw0' ? { ...node, exec: [...(node.exec ?? []), sysctl.join(' ')] } : node,
  ]),
)
const topology: ClabTopology = { ...preset.clab, topology: { ...preset.clab.topology, nodes } }
const documents = { topology, files: preset.files }
const attached = labState({ fabric: documents })

const { first, rest } = planFabric(fabric, cluster, new Map())
const wired = new Map([...devicesAfter([first, ...rest])].map(([name, devices]) => [name, new Set(devices)]))

/** Every device of the wired fabric but those. */
const without = (...gone: readonly (readonly [namespace: string, device: string])[]): string =>
  [...wired]
    .flatMap(([namespace, devices]) => [...devices].map((device) => [namespace, device] as const))
    .filter(([namespace, device]) => !gone.some(([place, name]) => place === namespace && name === device))
    .map((pair) => `${pair.join(' ')}\n`)
    .join('')

interface Machine {
  readonly observed?: string
  /** What a program says when it fails. */
  readonly problem?: (argv: readonly string[]) => string | undefined
  /** What the first plan says when it fails. */
  readonly refused?: string
}

/** Attaches the fabric on a machine with these devices, and tells which lines ran where. */
async function attach(state: LabState, { observed = '', problem = () => undefined, refused }: Machine = {}) {
  const refusals = refused === undefined ? [] : [{ exitCode: 1, stderr: refused }]
  const { host, spawned } = fakeHost((argv) => {
    if (argv[0] === '/underlay/observe.pl') return { stdout: observed }
    if (argv[0] === '/underlay/apply.pl') return refusals.pop() ?? {}
    const stderr = argv[0]?.startsWith('/underlay/') ? undefined : problem(argv)
    return stderr === undefined ? {} : { exitCode: 2, stderr }
  })
  const saved: LabState[] = []
  const save = async (next: LabState): Promise<void> => void saved.push(next)
  const outcome = attachFabric(state, documents, { host, save, docker: { gateway: '172.18.0.1', gateway6: '' } })
  await outcome.catch(() => {})
  const ranIn = (place: string): string[] =>
    spawned.flatMap(({ namespace, argv }) =>
      namespace === place && !argv[0]?.startsWith('/underlay/') ? [argv[0] ?? ''] : [],
    )
  return { outcome, saved, spawned, ran: { worker: ranIn('worker'), worker2: ranIn('worker2'), gw0: ranIn('gw0') } }
}

const all = { worker: ['ip', 'ip', 'sysctl'], worker2: ['ip', 'ip'], gw0: ['sysctl'] }

test('the first time every line runs, the ip lines that a node begins with in one batch with its plan', async () => {
  const { ran, spawned } = await attach(labState())
  expect(ran).toEqual({ worker: ['sysctl'], worker2: [], gw0: ['sysctl'] })
  expect(appliedIn(spawned, 'worker2').slice(-2)).toEqual([
    'ip addr add 10.1.8.10/24 dev net0',
    'ip route replace default via 10.1.8.1',
  ])
})

test('where nothing is new only ip lines run: others may add what they added before', async () => {
  const { ran, outcome } = await attach(attached, { observed: without() })
  expect(ran).toEqual({ worker: ['ip', 'ip'], worker2: ['ip', 'ip'], gw0: [] })
  expect(await outcome).toEqual(attached)
})

test.for([
  [
    'a server’s own cable',
    [
      ['worker', 'net0'],
      ['fabric', 'br-pool0-net1'],
    ],
    ['sysctl'],
    [],
  ],
  ['the other end of it', [['fabric', 'br-pool0-net1']], ['sysctl'], []],
  [
    'the cables of the gateway',
    [
      ['gw0', 'eth1'],
      ['fabric', 'br-pool0-net2'],
    ],
    [],
    ['sysctl'],
  ],
  ['the gateway’s way out', [['outside', 'clab0']], [], ['sysctl']],
] as const)('%s is made anew: all lines of that node run, of no other', async ([, gone, onWorker, onGateway]) => {
  const present = without(...gone)
  expect(present).not.toBe(without())
  const { ran } = await attach(attached, { observed: present })
  expect(ran).toEqual({ worker: ['ip', 'ip', ...onWorker], worker2: ['ip', 'ip'], gw0: onGateway })
})

const refuses = (said: string) => (argv: readonly string[]) => (argv[0] === 'ip' ? said : undefined)
const thereAlready = ['RTNETLINK answers: File exists', 'Error: ipv4: Address already assigned.']

test.for(thereAlready)('“%s” is no failure on a lab that was attached before', async (said) => {
  const { outcome, ran } = await attach(attached, { observed: without(), problem: refuses(said) })
  expect(await outcome).toEqual(attached)
  expect(ran.worker).toEqual(['ip', 'ip'])
})

test.for(
  [{ attaching: documents }, { tried: true }].flatMap((before) => thereAlready.map((said) => [said, before] as const)),
)('“%s” is none after a wiring that was killed half-way, or failed: %j', async ([said, before]) => {
  const observed = 'tried' in before ? '' : without()
  const { outcome, ran } = await attach(labState(before), { observed, problem: refuses(said) })
  expect(await outcome).toEqual(attached)
  expect(ran).toEqual(all)
})

test.for(thereAlready)('“%s” is one in a new lab, which is taken back', async (said) => {
  const { outcome, saved } = await attach(labState(), { refused: said })
  expect((await rejection(outcome, CommandError)).message).toContain(said)
  expect(saved).toEqual([labState({ attaching: documents }), labState({ tried: true })])
})

test.for([
  ['attached before', attached],
  ['killed half-way', labState({ attaching: documents })],
] as const)('any other failure is one in a lab that was %s', async ([, state]) => {
  const { outcome } = await attach(state, { observed: without(), problem: refuses('Cannot find device "net0"') })
  expect((await rejection(outcome, CommandError)).where).toMatch(/^server\d$/)
})

test('a device that somebody else made is refused, and stays', async () => {
  const { outcome, saved } = await attach(labState(), { observed: 'worker net0\nworker eth0\n' })
  const { message, fix } = await rejection(outcome, LabStateError)
  expect(message).toMatch(/^\S+:net0 is there already, and is not of this fabric/)
  expect(fix).toContain('ip link del')
  expect(saved).toEqual([])
})

test('a line that fails is named with its place in the text', async () => {
  const text = `name: lab\ntopology:\n  nodes:\n    h1:\n      kind: linux\n      exec: ['false']\n`
  const parsed = parseClabTopology(text, { file: 'clab.yaml' })
  const { host } = fakeHost((argv) => (argv[0] === 'false' ? { exitCode: 1, stderr: 'no' } : {}))
  const state = labState({ kind: { ...preset.kind, nodes: [{ role: 'control-plane' }] } })
  const docker = { gateway: '172.18.0.1', gateway6: '' }
  const outcome = attachFabric(state, { topology: parsed, files: {} }, { host, save: async () => {}, docker })
  expect((await rejection(outcome, CommandError)).where).toBe('h1 (clab.yaml:6:14)')
})
