import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { describeCluster, kindConfig, parseKindConfig, renderKindConfig } from '../../src/index.ts'
import { refusal } from '../refusal.ts'

const NODES = [
  { role: 'control-plane', nodeIp: '10.1.5.10', labels: { rack: 'rack0' } },
  { role: 'worker', nodeIp: '10.1.5.11' },
] as const
const config = (image?: string) =>
  kindConfig({ name: 'lab', podSubnet: '10.98.0.0/16', nodes: NODES, ...(image !== undefined && { image }) })
const patches = (image?: string) => config(image).nodes?.[0]?.kubeadmConfigPatches?.map((patch) => parse(patch)) ?? []

const patch = (kubeletExtraArgs: unknown) => ({ kind: 'InitConfiguration', nodeRegistration: { kubeletExtraArgs } })

describe('the form of kubeletExtraArgs follows the node image', () => {
  const map = { 'node-ip': '10.1.5.10', 'node-labels': 'rack=rack0' }
  const list = [
    { name: 'node-ip', value: '10.1.5.10' },
    { name: 'node-labels', value: 'rack=rack0' },
  ]

  test.for([
    'kindest/node:v1.27.3',
    'kindest/node:v1.35.9',
    'localhost:5000/kind-node:v1.34.4',
    'kindest/node:v1.27.3@sha256:3966bdc7e1f2b5f1c9f1a6b4d7b31c4a',
  ])('map: %s', (image) => expect(patches(image)).toEqual([patch(map)]))

  test.for(['kindest/node:v1.36.0', 'registry.example.com:5000/a/node:1.40.1-rc.1', 'kindest/node:v2.0.0'])(
    'list: %s',
    (image) => expect(patches(image)).toEqual([patch(list)]),
  )

  test.for([
    undefined,
    'kindest/node:latest',
    'kindest/node',
    'localhost:5000/node',
    'kindest/node@sha256:3966bdc7e1f2b5f1c9f1a6b4d7b31c4a',
  ])('both, of which kind applies the one that matches: %s', (image) =>
    expect(patches(image)).toEqual([
      { apiVersion: 'kubeadm.k8s.io/v1beta3', ...patch(map) },
      { apiVersion: 'kubeadm.k8s.io/v1beta4', ...patch(list) },
    ]),
  )
})

test.for(['kindest/node:v1.27.3', 'kindest/node:v1.36.0', 'kindest/node:latest'])(
  'parse undoes render: %s',
  (image) => {
    const built = config(image)
    const parsed = parseKindConfig(renderKindConfig(built), { file: 'kind.yaml' })
    expect(parsed).toEqual(built)
    const [first, second] = describeCluster(parsed).nodes
    expect(first).toEqual({
      name: 'lab-control-plane',
      shortName: 'control-plane',
      role: 'control-plane',
      nodeIp: '10.1.5.10',
      nodeIps: ['10.1.5.10'],
      labels: { rack: 'rack0' },
      image,
    })
    expect(second).toMatchObject({ name: 'lab-worker', nodeIp: '10.1.5.11', labels: {} })
  },
)

test('labels of the kind node and of the kubelet come together', () => {
  const built = config('kindest/node:v1.27.3')
  const [first, ...rest] = built.nodes ?? []
  const [node] = describeCluster({
    ...built,
    nodes: [{ ...first, labels: { zone: 'a', rack: 'none' } }, ...rest],
  }).nodes
  expect(node?.labels).toEqual({ zone: 'a', rack: 'rack0' })
})

test('nodes are named as kind names them', () => {
  const roles = ['worker', 'control-plane', 'worker', 'control-plane', 'worker'] as const
  const built = kindConfig({ name: 'lab', podSubnet: '10.98.0.0/16', nodes: roles.map((role) => ({ role })) })
  expect(describeCluster(built).nodes.map(({ shortName }) => shortName)).toEqual([
    'worker',
    'control-plane',
    'worker2',
    'control-plane2',
    'worker3',
  ])
})

test('only the first control plane is initialised, all others join', () => {
  const nodes = ['10.1.5.10', '10.1.5.11'].map((nodeIp) => ({ role: 'control-plane' as const, nodeIp }))
  const built = kindConfig({ name: 'lab', image: 'kindest/node:v1.27.3', podSubnet: '10.98.0.0/16', nodes })
  const kinds = built.nodes?.map((node) => parse(node.kubeadmConfigPatches?.[0] ?? '').kind)
  expect(kinds).toEqual(['InitConfiguration', 'JoinConfiguration'])
  expect(describeCluster(built).nodes.map(({ nodeIp }) => nodeIp)).toEqual(['10.1.5.10', '10.1.5.11'])
})

test("what is left out takes kind's defaults", () => {
  expect(describeCluster({ kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4' })).toEqual({
    name: 'kind',
    ipFamily: 'ipv4',
    podSubnets: ['10.244.0.0/16'],
    podSubnet: '10.244.0.0/16',
    serviceSubnets: ['10.96.0.0/16'],
    serviceSubnet: '10.96.0.0/16',
    disableDefaultCni: false,
    kubeProxyMode: 'iptables',
    nodes: [{ name: 'kind-control-plane', shortName: 'control-plane', role: 'control-plane', nodeIps: [], labels: {} }],
    notes: [],
  })
})

const bare = (ipFamily: 'ipv6' | 'dual') =>
  describeCluster({ kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4', networking: { ipFamily } })

describe('a cluster of other families', () => {
  const dual = kindConfig({
    name: 'lab',
    image: 'kindest/node:v1.34.4',
    ipFamily: 'dual',
    podSubnet: '10.98.0.0/16,FD00:10:98::7/56',
    nodes: [
      { role: 'control-plane', nodeIps: ['10.1.5.10', 'fd00:10:1:5::0010'] },
      { role: 'worker', nodeIp: '10.1.5.11' },
    ],
  })

  test("kind's defaults follow the family", () => {
    expect(bare('ipv6')).toMatchObject({ podSubnets: ['fd00:10:244::/56'], serviceSubnets: ['fd00:10:96::/112'] })
    expect(bare('dual').podSubnets).toEqual(['10.244.0.0/16', 'fd00:10:244::/56'])
    expect(bare('dual').serviceSubnets).toEqual(['10.96.0.0/16', 'fd00:10:96::/112'])
  })

  test('subnets and node-ips are lists, canonical; the first is the primary', () => {
    const model = describeCluster(parseKindConfig(renderKindConfig(dual), { file: 'kind.yaml' }))
    expect(model).toMatchObject({
      ipFamily: 'dual',
      podSubnet: '10.98.0.0/16',
      podSubnets: ['10.98.0.0/16', 'fd00:10:98::/56'],
    })
    expect(model.nodes.map(({ nodeIp, nodeIps }) => [nodeIp, nodeIps])).toEqual([
      ['10.1.5.10', ['10.1.5.10', 'fd00:10:1:5::10']],
      ['10.1.5.11', ['10.1.5.11']],
    ])
  })

  test('the families may come in the other order', () => {
    const { networking } = dual
    const config = { ...dual, networking: { ...networking, podSubnet: 'fd00:10:98::/56,10.98.0.0/16' } }
    expect(describeCluster(config).podSubnets).toEqual(['fd00:10:98::/56', '10.98.0.0/16'])
  })
})

test('the model says the Kubernetes version, and subnets without host bits', () => {
  const built = kindConfig({ name: 'lab', image: 'kindest/node:v1.27.3', podSubnet: '10.98.7.1/16', nodes: NODES })
  expect(describeCluster(built)).toMatchObject({
    kubernetesVersion: '1.27.3',
    podSubnet: '10.98.0.0/16',
    disableDefaultCni: true,
  })
})

test('what the netns engine leaves aside is noted with its reason', () => {
  const text = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n- role: control-plane\n  extraMounts: []\n'
  expect(describeCluster(parseKindConfig(text, { file: 'kind.yaml' })).notes).toEqual([
    {
      file: 'kind.yaml',
      line: 5,
      column: 3,
      path: 'nodes[0].extraMounts',
      message: 'is ignored: the netns engine mounts nothing',
    },
  ])
})

test('the builder refuses mistakes, without a place because there is no file', () => {
  const nodes = [{ role: 'worker', nodeIp: '10.1.5.300' }] as const
  expect(
    refusal(() => kindConfig({ name: 'Lab', image: 'kindest/node:v1.27.3', podSubnet: '10.98.0.0', nodes })),
  ).toEqual([
    "kind config nodes[0].kubeadmConfigPatches[0].nodeRegistration.kubeletExtraArgs.node-ip '10.1.5.300' is not an IPv4 address",
    "kind config name 'Lab' is not a cluster name; use up to 63 lower case letters, digits and '-' (RFC 1123)",
    'kind config nodes has no control-plane; add a node with role: control-plane',
    "kind config networking.podSubnet '10.98.0.0' is not an IPv4 CIDR such as 10.244.0.0/16",
  ])
})
