import { expect, test } from 'vitest'
import { existingModel, kernelsOf, labNameOf, prefixOf } from '../../../../src/engine/existing/model.ts'
import { LabStateError } from '../../../../src/errors.ts'
import { refusal } from '../../refusal.ts'
import { kindContext, recordedNodes } from './fake-cluster.ts'

const model = existingModel({ context: kindContext, nodes: recordedNodes.toReversed(), cni: undefined })

type Node = (typeof recordedNodes)[number]

function named(node: Node | undefined, name: string): Node {
  return { ...node, metadata: { ...node?.metadata, name } } as Node
}

test('the nodes of a real cluster, control planes first, then by name', () => {
  const { nodes, ...rest } = model.cluster
  expect(nodes.map(({ shortName, role, nodeIp, labels }) => [shortName, role, nodeIp, labels.rack])).toEqual([
    ['control-plane', 'control-plane', '10.1.5.10', 'rack0'],
    ['worker', 'worker', '10.1.5.11', 'rack0'],
    ['worker2', 'worker', '10.1.8.10', 'rack1'],
    ['worker3', 'worker', '10.1.8.11', 'rack1'],
  ])
  expect(nodes[1]?.name).toBe('calico-ipip-crosssubnet-worker')
  expect(rest).toEqual({
    name: kindContext,
    ipFamily: 'ipv4',
    podSubnets: [],
    podSubnet: '',
    serviceSubnets: [],
    serviceSubnet: '',
    disableDefaultCni: true,
    kubernetesVersion: '1.34.4',
    notes: [],
  })
})

test('it has no fabric and no Docker', () => {
  expect(model).toMatchObject({ fabric: undefined, cni: undefined })
  expect(model.dockerAddresses).toEqual({})
  expect(Object.keys(model.taints)).toContain('worker2')
  expect(kernelsOf(recordedNodes)).toBe('6.18.44')
})

test('a control plane comes first whatever its name, and node10 after node9', () => {
  const [control, worker] = recordedNodes
  const nodes = [named(worker, 'node10'), named(worker, 'node9'), named(control, 'z')]
  const { cluster } = existingModel({ context: 'a', nodes, cni: undefined })
  expect(cluster.nodes.map(({ name }) => name)).toEqual(['z', 'node9', 'node10'])
})

test('a node without InternalIP has no node-ip', () => {
  const [node] = recordedNodes
  const bare = { ...node, status: {} } as (typeof recordedNodes)[number]
  expect(existingModel({ context: 'a', nodes: [bare], cni: undefined }).cluster.nodes[0]).not.toHaveProperty('nodeIp')
})

test("only kind's prefix is left out, and only where every node has it", () => {
  expect(prefixOf('kind-dev', ['dev-worker', 'dev-control-plane'])).toBe('dev-')
  expect(prefixOf('kind-dev', ['dev-worker', 'worker'])).toBe('')
  expect(prefixOf('dev', ['dev-worker'])).toBe('')
})

test.for([
  ['kind-dev', 'kind-dev'],
  ['arn:aws:eks:eu-west-1:1:cluster/a', 'arn-aws-eks-eu-west-1-1-cluster-a'],
  ['admin@k8s.example', 'admin-k8s.example'],
  ['../../etc', 'etc'],
  ['…', 'cluster'],
] as const)('the context %s gives the name %s', ([context, name]) => {
  expect(labNameOf(context)).toBe(name)
})

test('a cluster without nodes is refused', () => {
  const error = refusal(() => existingModel({ context: 'a', nodes: [], cni: undefined }), LabStateError)
  expect(error.message).toContain('the cluster of a has no nodes')
})
