import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { calicoIpipCrossSubnet, describeCluster, withNodeImage, type KindConfig } from '../../src/index.ts'

const { kind } = calicoIpipCrossSubnet()
const argsOf = (config: KindConfig) =>
  config.nodes?.map(({ kubeadmConfigPatches: [patch = ''] = [] }) => parse(patch).nodeRegistration.kubeletExtraArgs)

test('every node gets the image; the input stays as it is', () => {
  const config = withNodeImage(kind, 'localhost/kind-node:v1.34.4')
  expect(config.nodes?.map(({ image }) => image)).toEqual(Array(4).fill('localhost/kind-node:v1.34.4'))
  expect(describeCluster(config).kubernetesVersion).toBe('1.34.4')
  expect(describeCluster(kind).kubernetesVersion).toBe('1.27.3')
})

test('the arguments of the kubelet take the form of the version, and come back', () => {
  const newer = withNodeImage(kind, 'kindest/node:v1.36.0')
  expect(argsOf(newer)?.[0]).toEqual([
    { name: 'node-ip', value: '10.1.5.10' },
    { name: 'node-labels', value: 'rack=rack0' },
  ])
  expect(describeCluster(newer).nodes.map(({ nodeIp }) => nodeIp)).toEqual(
    describeCluster(kind).nodes.map(({ nodeIp }) => nodeIp),
  )
  expect(argsOf(withNodeImage(newer, 'kindest/node:v1.35.0'))).toEqual(argsOf(kind))
})

test('without a version in the tag, and in a patch for one version, they stay', () => {
  expect(argsOf(withNodeImage(kind, 'localhost/node:mine'))).toEqual(argsOf(kind))
  const pinned =
    'kind: InitConfiguration\napiVersion: kubeadm.k8s.io/v1beta3\nnodeRegistration:\n  kubeletExtraArgs:\n    v: "4"\n'
  const config: KindConfig = { ...kind, nodes: [{ role: 'control-plane', kubeadmConfigPatches: [pinned] }] }
  expect(withNodeImage(config, 'kindest/node:v1.36.0').nodes?.[0]?.kubeadmConfigPatches).toEqual([pinned])
})

test('a config without nodes is one control plane, as for kind', () => {
  expect(withNodeImage({ ...kind, nodes: [] }, 'a:v1.34.0').nodes).toEqual([
    { role: 'control-plane', image: 'a:v1.34.0' },
  ])
})
