import { expect, test } from 'vitest'
import {
  calicoIpipCrossSubnet,
  formatIssue,
  parseKindConfig,
  renderKindConfig,
  requestedClusterTrust,
  withNodeImage,
  type KindConfig,
  type KindNode,
} from '../../src/index.ts'
import { isPlainPatch } from '../../src/kind/plain-patch.ts'
import { tutorial } from '../tutorial.ts'

const text = [
  'kind: Cluster',
  'apiVersion: kind.x-k8s.io/v1alpha4',
  'nodes:',
  '- role: control-plane',
  '  image: kindest/node:v1.34.0',
  '  extraMounts:',
  '  - hostPath: /',
  '    containerPath: /host',
  '- role: worker',
  '  image: evil/kindest/node:v1.34.0',
].join('\n')

test('a text that mounts folders of the machine, or brings images of its own, asks for trust', () => {
  expect(requestedClusterTrust(parseKindConfig(text, { file: 'kind.yaml' })).map(formatIssue)).toEqual([
    'kind.yaml:7:5 nodes[0].extraMounts[0] mounts /',
    'kind.yaml:10:10 nodes[1].image makes a container with evil/kindest/node:v1.34.0',
  ])
})

test('what was built in code does not', () => {
  expect(requestedClusterTrust(structuredClone(parseKindConfig(text)))).toEqual([])
})

const reaching = [
  'kind: Cluster',
  'apiVersion: kind.x-k8s.io/v1alpha4',
  'nodes:',
  '- role: control-plane',
  '  extraMounts: [{ hostPath: /, containerPath: /host }]',
  '  extraPortMappings: [{ containerPort: 80, hostPort: 80 }]',
].join('\n')
const copyItems = (node: KindNode): KindNode => ({ ...node, extraMounts: [...(node.extraMounts ?? [])] })

test.for<[string, (config: KindConfig) => KindConfig]>([
  ['with another image', (config) => withNodeImage(config, 'kindest/node:v1.36.0')],
  ['with copied nodes', (config) => ({ ...config, nodes: config.nodes?.map((node) => ({ ...node })) ?? [] })],
  ['with their parts in new lists', (config) => ({ ...config, nodes: config.nodes?.map(copyItems) ?? [] })],
])('folders and ports of a text ask for trust %s', ([, change]) => {
  expect(requestedClusterTrust(change(parseKindConfig(reaching))).map(formatIssue)).toEqual([
    'kind config nodes[0].extraMounts[0] mounts /',
    'kind config nodes[0].extraPortMappings[0] listens on all addresses',
  ])
})

test('patches of a text ask for trust with another image', () => {
  const patch = 'kubeadmConfigPatches: ["kind: ClusterConfiguration"]'
  const patching = `kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n${patch}\nnodes:\n- role: control-plane\n  ${patch}\n`
  const config = withNodeImage(parseKindConfig(patching), 'kindest/node:v1.36.0')
  expect(requestedClusterTrust(config).map(({ path }) => path)).toEqual([
    'kubeadmConfigPatches[0]',
    'nodes[0].kubeadmConfigPatches[0]',
  ])
})

test('ports that others reach, and patches of what runs in the nodes, ask for trust too', () => {
  const open = [
    'kind: Cluster',
    'apiVersion: kind.x-k8s.io/v1alpha4',
    'networking:',
    '  apiServerAddress: 0.0.0.0',
    'containerdConfigPatches:',
    '- |-',
    '  [plugins]',
    'containerdConfigPatchesJSON6902: ["[]"]',
    'kubeadmConfigPatches:',
    '- |-',
    '  kind: ClusterConfiguration',
    '  imageRepository: evil.example',
    'nodes:',
    '- role: control-plane',
    '  gpus: all',
    '  extraPortMappings:',
    '  - { containerPort: 80, hostPort: 80 }',
    '  - { containerPort: 81, hostPort: 81, listenAddress: "::" }',
    '  - { containerPort: 82, hostPort: 82, listenAddress: 127.0.0.1 }',
    '  - { containerPort: 83, hostPort: 83, listenAddress: "::1" }',
    '  kubeadmConfigPatchesJSON6902: [{ group: kubeadm.k8s.io }]',
  ].join('\n')
  expect(requestedClusterTrust(parseKindConfig(open, { file: 'kind.yaml' })).map(formatIssue)).toEqual([
    'kind.yaml:4:21 networking.apiServerAddress listens on 0.0.0.0',
    "kind.yaml:6:3 containerdConfigPatches[0] changes the nodes' containerd",
    "kind.yaml:8:35 containerdConfigPatchesJSON6902[0] changes the nodes' containerd",
    "kind.yaml:10:3 kubeadmConfigPatches[0] changes more than a kubelet's address and labels",
    'kind.yaml:21:34 nodes[0].kubeadmConfigPatchesJSON6902[0] changes what kubeadm starts',
    'kind.yaml:17:5 nodes[0].extraPortMappings[0] listens on all addresses',
    'kind.yaml:18:5 nodes[0].extraPortMappings[1] listens on ::',
    'kind.yaml:15:9 nodes[0].gpus makes a container with gpus all',
  ])
})

test.for([
  ['another argument', 'nodeRegistration: { kubeletExtraArgs: { pod-manifest-path: /x } }'],
  ['another argument of the newer form', 'nodeRegistration: { kubeletExtraArgs: [{ name: root-dir, value: / }] }'],
  ['another key', 'nodeRegistration: { kubeletExtraArgs: { node-ip: 10.1.5.10 }, criSocket: x }'],
  ['a second document', 'nodeRegistration: { kubeletExtraArgs: {} }\n---\nkind: KubeletConfiguration\nstaticPodURL: x'],
])('a patch of kubeadm with %s asks for trust', ([, patch]) => {
  expect(isPlainPatch(`kind: JoinConfiguration\n${patch}\n`)).toBe(false)
})

test('what gives nodes their addresses and labels, and listens on loopback, asks for nothing', () => {
  const { kind } = calicoIpipCrossSubnet()
  const networking = { ...kind.networking, apiServerAddress: '127.0.0.1' }
  expect(requestedClusterTrust(parseKindConfig(renderKindConfig({ ...kind, networking })))).toEqual([])
  expect(requestedClusterTrust(parseKindConfig(tutorial('kind.yaml')))).toEqual([])
})
