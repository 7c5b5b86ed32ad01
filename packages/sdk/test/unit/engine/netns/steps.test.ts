import {
  daemonSet,
  nodePortService,
  TopologyError,
  type CalicoOptions,
  type ClabTopology,
  type KubernetesObject,
} from '@underlay/configs'
import { expect, test } from 'vitest'
import { attachFabric as wire } from '../../../../src/fabric/attach-fabric.ts'
import { deployObjects } from '../../../../src/engine/netns/deploy-objects.ts'
import { installModelledCalico } from '../../../../src/engine/netns/install-calico.ts'
import { CommandError, LabError, LabStateError } from '../../../../src/errors.ts'
import type { Connection } from '../../../../src/host/connection.ts'
import { appliedIn, fakeHost, type FakeAnswer } from '../../fake-host.ts'
import type { LabState } from '../../../../src/lab/state.ts'
import { labState, preset } from '../../reference-lab.ts'
import { rejection } from '../../refusal.ts'

const unused = (): never => expect.fail('a step changes the lab by its host only')

function fakeConnection(answer: (argv: readonly string[], namespace: string) => FakeAnswer = () => ({})) {
  const { host, spawned } = fakeHost(answer)
  const saved: unknown[] = []
  const connection: Connection = {
    ...host,
    accelerator: 'tcg',
    info: unused,
    readState: unused,
    saveState: async (state) => void saved.push(state),
    exclusively: unused,
    detach: unused,
    destroy: unused,
    close: unused,
  }
  return { connection, spawned, saved }
}

const attached = labState({ fabric: { topology: preset.clab, files: preset.files } })
const how = { timeoutMs: 1000, verifyAddresses: true }
const attachFabric =
  (topology: ClabTopology, files: Readonly<Record<string, string>>) => (state: LabState, host: Connection) =>
    wire(
      state,
      { topology, files },
      { host, save: (next) => host.saveState(next), docker: { gateway: '172.18.0.1', gateway6: '' } },
    )
const attach = attachFabric(preset.clab, preset.files)

async function refused(step: (connection: Connection) => Promise<unknown>, kind: new (...args: never[]) => LabError) {
  const { connection, spawned } = fakeConnection()
  const error = await rejection(step(connection), kind)
  expect(spawned).toEqual([])
  return error
}

test('a CNI before the fabric is refused before anything is done, with the step to run first', async () => {
  const { message } = await refused((on) => installModelledCalico({}, how)(labState(), on), LabStateError)
  expect(message).toBe(
    'a CNI needs the fabric, and none is attached\n  fix: underlay up --clab lab.clab.yaml, or attachClabFabric(cluster, topology) first',
  )
})

const install = (options: CalicoOptions) => (on: Connection) => installModelledCalico(options, how)(attached, on)

test('wrong options of Calico are told before the kernel is asked for what they would need', async () => {
  const { connection, spawned } = fakeConnection()
  const { message } = await rejection(install({ blockSize: 8 })(connection), TopologyError)
  expect(spawned).toEqual([])
  expect(message).toBe('calico options blockSize must be an integer from 20 to 32, is 8')
})

test('an MTU that no VXLAN device can have is refused before anything is done', async () => {
  const { message } = await refused(install({ vxlan: 'Always', mtuBytes: 1451 }), LabError)
  expect(message).toBe(
    "mtuBytes 1451 is more than Calico's VXLAN devices can have: the fabric's links carry 1500\n  fix: at most 1450, or leave mtuBytes out",
  )
})

test('pods before the CNI are refused, with the step to run first', async () => {
  const { fix } = await refused((on) => deployObjects([daemonSet('app')])(attached, on), LabStateError)
  expect(fix).toContain('installCalico(cluster')
})

test('a mistake among objects that come to others is placed among those that were given', async () => {
  const [there, other] = ['app', 'other'].map((name) => nodePortService(name, { port: 80, nodePort: 32000 }))
  const state = { ...attached, workload: [daemonSet('app'), there as KubernetesObject] }
  const step = deployObjects([other as KubernetesObject])(state, fakeConnection().connection)
  expect((await rejection(step, TopologyError)).message).toBe(
    'manifests[0] spec.ports[0].nodePort 32000 is already that of Service app; choose another',
  )
})

test('another topology than the attached one is refused', async () => {
  const links = (preset.clab.topology.links ?? []).map((link) => ({ ...link, mtu: 9000 }))
  const other = { ...preset.clab, topology: { ...preset.clab.topology, links } }
  const { fix } = await refused((on) => attachFabric(other, preset.files)(attached, on), LabStateError)
  expect(fix).toBe('addNodes(cluster, { kind, clab }) where it has grown, or destroy the lab and build it again')
})

test('attaching wires each server, and then adds what its lines say', async () => {
  const { connection, spawned } = fakeConnection()
  expect(await attach(labState(), connection)).toEqual(attached)
  const [observe, first] = spawned
  expect([observe?.argv, first?.namespace]).toEqual([['/underlay/observe.pl'], ''])
  expect(appliedIn(spawned, 'worker2')).toEqual([
    'tx-off net0',
    'ip link set net0 up',
    'ip addr add 10.1.8.10/24 dev net0',
    'ip route replace default via 10.1.8.1',
  ])
})

test('a gateway that is described by its exec lines runs them', async () => {
  const gateway = preset.clab.topology.nodes['gw0']
  const { binds: _binds, cmd: _cmd, ...plain } = gateway ?? {}
  const exec = [
    'ip addr add 10.1.5.1/24 dev eth1',
    'ip addr add 10.1.8.1/24 dev eth2',
    'ip route add 192.0.2.0/24 via 172.20.20.1',
  ]
  const nodes = { ...preset.clab.topology.nodes, gw0: { ...plain, exec } }
  const topology = { ...preset.clab, topology: { ...preset.clab.topology, nodes } }
  const { connection, spawned } = fakeConnection()
  await attachFabric(topology, {})(labState(), connection)
  expect(appliedIn(spawned, 'gw0').slice(-exec.length)).toEqual(exec)
})

const says = (stderr: string) => fakeConnection(([program]) => (program === 'ip' ? { exitCode: 2, stderr } : {}))

test('a line that a run before this one carried out is no failure, any other is', async () => {
  await expect(attach(attached, says('RTNETLINK answers: File exists').connection)).resolves.toEqual(attached)
  const { where } = await rejection(attach(attached, says('Cannot find device "net0"').connection), CommandError)
  expect(where).toMatch(/^server\d$/)
})

test('a node whose address is not the declared one is refused, with the autodetection that finds it', async () => {
  const addr = JSON.stringify([
    { ifname: 'eth0', flags: ['UP'], mtu: 1500, addr_info: [{ family: 'inet', local: '172.18.0.2', prefixlen: 16 }] },
  ])
  const { connection, spawned } = fakeConnection(([program]) => (program === 'ip' ? { stdout: addr } : {}))
  const step = installModelledCalico({ autodetection: 'first-found' }, how)(attached, connection)
  const { message, fix } = await rejection(step, LabStateError)
  expect(message).toContain('Calico takes 172.18.0.2/16 on eth0 for control-plane')
  expect(fix).toContain("autodetection: 'interface=net0'")
  expect(spawned.filter(({ argv }) => !['ip', '/underlay/probe.pl'].includes(argv[0] ?? ''))).toEqual([])
})

test('the documents of a wiring are told before it begins, so that one that was killed half-way can be taken back', async () => {
  const { connection, saved } = fakeConnection()
  const after = await attach(labState(), connection)
  const record = { topology: preset.clab, files: preset.files }
  expect(saved).toEqual([labState({ attaching: record })])
  expect(after).toEqual(labState({ fabric: record }))
})

test('what an earlier wiring of other documents left is taken away first', async () => {
  const { connection, spawned } = fakeConnection((argv) =>
    argv[0] === '/underlay/observe.pl' ? { stdout: 'fabric lo\ngw0 eth1\ncontrol-plane net0\n' } : {},
  )
  const other = {
    ...preset.clab,
    topology: { ...preset.clab.topology, links: preset.clab.topology.links?.toReversed() ?? [] },
  }
  await attach(labState({ attaching: { topology: other, files: preset.files } }), connection)
  const scripts = spawned.map(({ stdin }) => String(stdin ?? ''))
  expect(scripts.find((script) => script.startsWith('end '))).toBe('end fabric\nend gw0\n')
})
