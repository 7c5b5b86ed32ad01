import { expect, test } from 'vitest'
import { nodeRecordsOf } from '../../../../src/engine/kubernetes/node-records.ts'
import type { KubernetesNode, Taint } from '../../../../src/kubernetes/node/kubernetes-node.ts'
import { node } from '../kind/fake-kubernetes.ts'
import { recordedNodes, shortNameOf } from './recorded.ts'

test('the nodes as they were recorded', () => {
  expect(nodeRecordsOf(recordedNodes, shortNameOf)).toEqual(
    [
      ['control-plane', '10.1.5.10'],
      ['worker', '10.1.5.11'],
      ['worker2', '10.1.8.10'],
      ['worker3', '10.1.8.11'],
    ].map(([shortName, internalIp]) => ({
      name: `calico-ipip-crosssubnet-${shortName}`,
      shortName,
      internalIp,
      internalIps: [internalIp],
      ready: true,
      taints: [],
    })),
  )
})

test('before its address is there a node has no InternalIP, and is not ready', () => {
  expect(nodeRecordsOf([node('a', undefined)], shortNameOf)[0]).toMatchObject({ internalIp: undefined, ready: false })
})

test('one that has only registered', () => {
  const { status: _, ...registered } = node('a', undefined)
  expect(nodeRecordsOf([registered], shortNameOf)).toEqual([
    { name: 'a', shortName: 'a', internalIp: undefined, internalIps: [], ready: false, taints: [] },
  ])
})

test('of two families the first is the primary one, as Kubernetes lists them', () => {
  const addresses = ['fd00::2', '10.1.5.10'].map((address) => ({ type: 'InternalIP', address }))
  const dual: KubernetesNode = { ...node('a', undefined), status: { addresses } }
  const [record] = nodeRecordsOf([dual], shortNameOf)
  expect(record).toMatchObject({ internalIp: 'fd00::2', internalIps: ['fd00::2', '10.1.5.10'] })
})

test('taints as kubectl writes them', () => {
  const taints: readonly Taint[] = [
    { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
    { key: 'dedicated', value: 'gpu', effect: 'NoExecute' },
  ]
  const tainted = { ...node('a', '10.1.5.10'), spec: { taints } }
  expect(nodeRecordsOf([tainted], shortNameOf)[0]?.taints).toEqual([
    'node-role.kubernetes.io/control-plane:NoSchedule',
    'dedicated=gpu:NoExecute',
  ])
})
