import {
  addressAt,
  daemonSet,
  deployment,
  describeWorkload,
  pod,
  vethName,
  type DaemonSet,
  type KubernetesObject,
  type Toleration,
} from '@underlay/configs'
import { expect, test } from 'vitest'
import { LabStateError } from '../../../src/errors.ts'
import type { LabState, WiredPod } from '../../../src/lab/state.ts'
import { schedulePods } from '../../../src/workload/schedule.ts'
import { podNetwork } from '../../../src/cni/pod-network.ts'
import { calicoRecord, cluster, labState } from '../reference-lab.ts'
import { refusal } from '../refusal.ts'

const key = 'node-role.kubernetes.io/control-plane'
const tainted = labState({ taints: { 'control-plane': [`${key}:NoSchedule`] } })

function scheduled(sets: readonly KubernetesObject[], state = labState(), calico = calicoRecord()) {
  return schedulePods(describeWorkload(sets), state, podNetwork(calico))
}

function nodesWith(sets: readonly DaemonSet[], state = labState()): string[] {
  return scheduled(sets, state).pods.map(({ node }) => node)
}

function selecting(nodeSelector: Readonly<Record<string, string>>): DaemonSet {
  const set = daemonSet('app')
  const { spec } = set.spec.template
  return { ...set, spec: { ...set.spec, template: { ...set.spec.template, spec: { ...spec, nodeSelector } } } }
}

test("one pod for each node, with the first address after the tunnel's", () => {
  const { pods } = scheduled([daemonSet('app')])
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
    ports: [],
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
    ports: [],
  }
  const state = labState({ pods: [running] })
  const sets = ['app', 'web', 'db'].map((name) => daemonSet(name))
  const pods = scheduled(sets, state).pods.filter(({ node }) => node === 'worker')
  expect(pods.map(({ name, ip }) => [name, ip])).toEqual([
    ['app-worker', '10.98.85.130'],
    ['web-worker', '10.98.85.129'],
    ['db-worker', '10.98.85.131'],
  ])
  expect(pods[0]).toEqual({ ...running, labels: { app: 'app' } })
})

test('sets of one name in two namespaces have pods of their own', () => {
  const other = { ...daemonSet('app'), metadata: { name: 'app', namespace: 'other' } }
  const before = scheduled([daemonSet('app')]).pods
  const state = labState({ pods: before })
  const { pods } = scheduled([daemonSet('app'), other], state)
  expect(pods).toHaveLength(8)
  expect(new Set(pods.map(({ ip }) => ip)).size).toBe(8)
  expect(new Set(pods.map(({ hostInterface }) => hostInterface)).size).toBe(8)
})

test('a node whose block is full takes another one; when the pool has none left it is an error that says so', () => {
  const calico = calicoRecord({ cidr: '10.98.0.0/26', blockSize: 28 })
  const network = podNetwork(calico)
  const sets = Array.from({ length: 15 }, (_, index) => daemonSet(`app${index}`))
  const { pods } = schedulePods(describeWorkload(sets), labState(), network)
  expect(new Set(pods.map(({ ip }) => ip)).size).toBe(60)
  expect(network.record()).toBe(calico)
  const full = () => scheduled([...sets, daemonSet('one-more')], labState({ pods }), calico)
  const { message, fix } = refusal(full, LabStateError)
  expect(message).toBe(
    "10.98.0.0/26 has no block left for control-plane, and addresses borrowed from another node's block are not modelled\n  fix: a wider cidr, or a longer blockSize",
  )
  expect(fix).toBe('a wider cidr, or a longer blockSize')
})

test('the replicas of a Deployment go where fewest of them are, then where fewest pods are', () => {
  const busy = pod('busy', { nodeName: `${cluster.name}-worker` })
  const { pods } = scheduled([busy, deployment('web', { replicas: 5 })])
  const counts = cluster.nodes.map(
    ({ shortName }) => pods.filter((each) => each.node === shortName && each.owner).length,
  )
  expect(counts.toSorted()).toEqual([1, 1, 1, 2])
  expect(pods.filter(({ node }) => node === 'worker').map(({ name }) => name)).toEqual(['busy', 'web-4'])
})

test('replicas that run stay; others come and go by their number', () => {
  const { pods: three } = scheduled([deployment('web', { replicas: 3 })])
  const { pods: five } = scheduled([deployment('web', { replicas: 5 })], labState({ pods: three }))
  const { pods: one } = scheduled([deployment('web')], labState({ pods: five }))
  expect(five.slice(0, 3)).toEqual(three)
  expect(one).toEqual(three.slice(0, 1))
})

test('a replica that is made anew goes where none is', () => {
  const { pods } = scheduled([deployment('web', { replicas: 4 })])
  const state = labState({ pods: pods.slice(1) })
  expect(scheduled([deployment('web', { replicas: 4 })], state).pods[0]?.node).toBe(pods[0]?.node)
})

test('a pod that names its node passes taints by; one that no node takes is an error that says why', () => {
  const named = pod('own', { nodeName: `${cluster.name}-control-plane` })
  expect(scheduled([named], tainted).pods[0]).toMatchObject({ node: 'control-plane', owner: '' })
  const nowhere = () => scheduled([pod('own', { nodeSelector: { disk: 'ssd' } })], tainted)
  const { message } = refusal(nowhere, LabStateError)
  expect(message).toContain('no node takes Pod own: it selects disk=ssd; tainted are control-plane')
})

test('an address that was given back is used again last', () => {
  const calico = calicoRecord({ blockSize: 29 })
  const ipsOf = (state: LabState): readonly string[] => {
    const next = scheduled([pod('own', { nodeName: `${cluster.name}-control-plane` })], state, calico)
    return [next.pods[0]?.ip ?? '', ...next.released]
  }
  const block = calico.nodes['control-plane']?.blocks[0] ?? ''
  // Seven addresses of a /29 are for pods.
  const all = [1, 2, 3, 4, 5, 6, 7].map((nth) => addressAt(block, nth))
  const [one = '', two = ''] = all
  expect(ipsOf(labState())).toEqual([one])
  expect(ipsOf(labState({ released: [one] }))).toEqual([two, one])
  const [first = '', ...later] = [...all.slice(4), ...all.slice(0, 4)]
  expect(ipsOf(labState({ released: [first, ...later] }))).toEqual([first, ...later])
})

test('addresses of pods that go are given back; other ports make another pod', () => {
  const { pods: before } = scheduled([daemonSet('app')])
  const gone = scheduled([], labState({ pods: before }))
  expect(gone).toEqual({ pods: [], released: before.map(({ ip }) => ip) })
  const ports = [{ containerPort: 8080 }]
  const { pods: after } = scheduled([daemonSet('app', { ports })], labState({ pods: before }))
  expect(after.map(({ name }) => name)).toEqual(before.map(({ name }) => name))
  expect(after.map(({ ip }) => ip)).not.toEqual(before.map(({ ip }) => ip))
  expect(after[0]?.ports).toEqual([{ containerPort: 8080, protocol: 'TCP' }])
})

test('two pods of one name are an error', () => {
  const { message } = refusal(() => scheduled([deployment('app'), pod('app-1')]), LabStateError)
  expect(message).toContain('two pods would have the name default/app-1')
})
