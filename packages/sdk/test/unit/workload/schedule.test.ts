import { daemonSet, describeWorkload, vethName, type DaemonSet, type Toleration } from '@underlay/configs'
import { expect, test } from 'vitest'
import { LabStateError } from '../../../src/errors.ts'
import type { WiredPod } from '../../../src/lab/state.ts'
import { schedulePods } from '../../../src/workload/schedule.ts'
import { podNetwork } from '../../../src/cni/pod-network.ts'
import { calicoRecord, labState } from '../reference-lab.ts'
import { refusal } from '../refusal.ts'

const key = 'node-role.kubernetes.io/control-plane'
const tainted = labState({ taints: { 'control-plane': [`${key}:NoSchedule`] } })

function nodesWith(sets: readonly DaemonSet[], state = labState()): string[] {
  return schedulePods(describeWorkload(sets), state, podNetwork(calicoRecord())).map(({ node }) => node)
}

function selecting(nodeSelector: Readonly<Record<string, string>>): DaemonSet {
  const set = daemonSet('app')
  const { spec } = set.spec.template
  return { ...set, spec: { ...set.spec, template: { ...set.spec.template, spec: { ...spec, nodeSelector } } } }
}

test("one pod for each node, with the first address after the tunnel's", () => {
  const pods = schedulePods(describeWorkload([daemonSet('app')]), labState(), podNetwork(calicoRecord()))
  expect(pods.map(({ name, node, ip }) => [name, node, ip])).toEqual([
    ['app-control-plane', 'control-plane', '10.98.81.1'],
    ['app-worker', 'worker', '10.98.85.129'],
    ['app-worker2', 'worker2', '10.98.193.193'],
    ['app-worker3', 'worker3', '10.98.241.129'],
  ])
  expect(pods[0]).toMatchObject({
    namespace: 'default',
    hostInterface: vethName('default', 'app-control-plane'),
    labels: { app: 'app' },
    owner: 'app',
  })
})

test('a taint keeps a pod away that does not tolerate it', () => {
  expect(nodesWith([daemonSet('app')], tainted)).toEqual(['worker', 'worker2', 'worker3'])
})

test.for<[Toleration, boolean]>([
  [{ key, operator: 'Exists', effect: 'NoSchedule' }, true],
  [{ key, operator: 'Exists' }, true],
  [{ operator: 'Exists' }, true],
  [{ key, operator: 'Equal', value: '', effect: 'NoSchedule' }, true],
  [{ key, effect: 'NoSchedule' }, true],
  [{ key, operator: 'Equal', value: 'true', effect: 'NoSchedule' }, false],
  [{ key, operator: 'Exists', effect: 'NoExecute' }, false],
  [{ key: 'dedicated', operator: 'Exists' }, false],
])('the toleration %j: %s', ([toleration, tolerated]) => {
  const set = daemonSet('app', { tolerations: [toleration] })
  expect(nodesWith([set], tainted).includes('control-plane')).toBe(tolerated)
})

test('every taint must be tolerated', () => {
  const state = labState({ taints: { worker: [`${key}:NoSchedule`, 'dedicated:NoExecute'] } })
  const one = daemonSet('app', { tolerations: [{ key, operator: 'Exists' }] })
  const both = daemonSet('app', {
    tolerations: [
      { key, operator: 'Exists' },
      { key: 'dedicated', operator: 'Exists' },
    ],
  })
  expect(nodesWith([one], state)).not.toContain('worker')
  expect(nodesWith([both], state)).toContain('worker')
})

test.for<[Readonly<Record<string, string>>, readonly string[]]>([
  [{ rack: 'rack1' }, ['worker2', 'worker3']],
  [{ rack: 'rack9' }, []],
  [{ rack: 'rack0', disk: 'ssd' }, []],
])('a nodeSelector of %j takes %j', ([nodeSelector, nodes]) => {
  expect(nodesWith([selecting(nodeSelector)])).toEqual(nodes)
})

test('a pod that runs keeps its address; a new one takes the lowest that is free', () => {
  const running: WiredPod = {
    name: 'app-worker',
    namespace: 'default',
    node: 'worker',
    ip: '10.98.85.130',
    ips: ['10.98.85.130'],
    hostInterface: 'cali1',
    labels: {},
    owner: 'app',
  }
  const state = labState({ pods: [running] })
  const sets = ['app', 'web', 'db'].map((name) => daemonSet(name))
  const pods = schedulePods(describeWorkload(sets), state, podNetwork(calicoRecord())).filter(
    ({ node }) => node === 'worker',
  )
  expect(pods.map(({ name, ip }) => [name, ip])).toEqual([
    ['app-worker', '10.98.85.130'],
    ['web-worker', '10.98.85.129'],
    ['db-worker', '10.98.85.131'],
  ])
  expect(pods[0]).toEqual({ ...running, labels: { app: 'app' } })
})

test('sets of one name in two namespaces have pods of their own', () => {
  const other = { ...daemonSet('app'), metadata: { name: 'app', namespace: 'other' } }
  const before = schedulePods(describeWorkload([daemonSet('app')]), labState(), podNetwork(calicoRecord()))
  const state = labState({ pods: before })
  const pods = schedulePods(describeWorkload([daemonSet('app'), other]), state, podNetwork(calicoRecord()))
  expect(pods).toHaveLength(8)
  expect(new Set(pods.map(({ ip }) => ip)).size).toBe(8)
  expect(new Set(pods.map(({ hostInterface }) => hostInterface)).size).toBe(8)
})

test('a node whose block is full takes another one; when the pool has none left it is an error that says so', () => {
  const calico = calicoRecord({ cidr: '10.98.0.0/26', blockSize: 28 })
  const network = podNetwork(calico)
  const sets = Array.from({ length: 15 }, (_, index) => daemonSet(`app${index}`))
  const pods = schedulePods(describeWorkload(sets), labState(), network)
  expect(new Set(pods.map(({ ip }) => ip)).size).toBe(60)
  expect(network.record()).toBe(calico)
  const full = () => schedulePods(describeWorkload([daemonSet('one-more')]), labState({ pods }), network)
  const { message, fix } = refusal(full, LabStateError)
  expect(message).toBe(
    "10.98.0.0/26 has no block left for control-plane, and addresses borrowed from another node's block are not modelled\n  fix: a wider cidr, or a longer blockSize",
  )
  expect(fix).toBe('a wider cidr, or a longer blockSize')
})
