import {
  parseManifests,
  presets,
  TopologyError,
  type ClabNode,
  type LabDefinition,
  type PodManifest,
} from '@underlay/configs'
import { expect, test } from 'vitest'
import { refuseUnmakeable } from '../../../src/up/refuse-unmakeable.ts'
import { refusal } from '../refusal.ts'

const flannel = presets['flannel-vxlan'].define({ name: 'mine' })
const calico = presets['calico-vxlan-crosssubnet'].define({ name: 'mine' })

const pod = (spec: object, annotations = {}): PodManifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', annotations },
  spec: { containers: [{ name: 'c', image: 'alpine' }], ...spec },
})

const detecting = (autodetection: string): LabDefinition => ({ ...calico, calico: { ...calico.calico, autodetection } })

const inNetwork = (lab: LabDefinition, networking: object): LabDefinition => ({
  ...lab,
  kind: { ...lab.kind, networking: { ...lab.kind.networking, ...networking } },
})

/** A lab whose node of the topology is changed. */
function withNode(lab: LabDefinition, name: string, change: (node: ClabNode) => ClabNode): LabDefinition {
  const { clab = expect.fail('no topology') } = lab
  const nodes = { ...clab.topology.nodes, [name]: change(clab.topology.nodes[name] ?? {}) }
  return { ...lab, clab: { ...clab, topology: { ...clab.topology, nodes } } }
}

test.for<[string, LabDefinition, RegExp]>([
  [
    'an interface that no node has',
    { ...flannel, flannel: { iface: 'net9' } },
    /^flannel options iface no address of control-plane, .*worker3 is on net9; leave it out, and it is net0$/,
  ],
  ['an address of no node', { ...flannel, flannel: { iface: '10.9.9.9' } }, /^flannel options iface .*by 10\.9\.9\.9/],
  [
    "Docker's interface",
    { ...flannel, flannel: { iface: 'eth0' } },
    /flannel takes 172\.18\.0\.2\/16 on eth0 for control-plane, the kind config says/,
  ],
  [
    'a pod network that is too small',
    inNetwork(flannel, { podSubnet: '10.98.0.0/23' }),
    /^kind config networking\.podSubnet 10\.98\.0\.0\/23 holds 2 networks/,
  ],
  [
    'an interface that Calico finds nowhere',
    detecting('interface=net9'),
    /^calico options autodetection .*; leave it out, and it is interface=net0$/s,
  ],
  [
    'an interface with another address',
    detecting('skip-interface=net0'),
    /^calico options autodetection Calico takes 172/,
  ],
  ['a network of no node', detecting('cidr=192.0.2.0/24'), /finds no IPv4 address on worker3 by cidr/],
  [
    'a destination that only some reach',
    detecting('can-reach=10.1.0.1'),
    /^calico options autodetection .*worker2 by can-reach/,
  ],
  [
    'an MTU that VXLAN leaves no room for',
    { ...calico, calico: { ...calico.calico, mtuBytes: 1500 } },
    /^calico options mtuBytes .*; at most 1450/,
  ],
  [
    'a pool without a block for each node',
    { ...calico, calico: { vxlan: 'Always', cidr: '10.98.0.0/25' } },
    /cidr 10\.98\.0\.0\/25 holds 2 blocks/,
  ],
  [
    'pools that select no node',
    { ...calico, calico: { pools: [{ cidr: '10.98.0.0/17', vxlan: 'Always', nodeSelector: "zone == 'x'" }] } },
    /no IPv4 pool selects control-plane/,
  ],
  [
    'a pod that selects no node',
    { ...flannel, workload: [...(flannel.workload ?? []), pod({ nodeSelector: { zone: 'b' } })] },
    /^manifests\[2\] no node takes Pod p: it selects zone=b; tolerations/,
  ],
  [
    'a pool that is none',
    { ...calico, workload: [pod({}, { 'cni.projectcalico.org/ipv4pools': '["nope"]' })] },
    /asks for the pool nope/,
  ],
])('refused, with its place: %s', ([, lab, message]) => {
  expect(refusal(() => refuseUnmakeable(lab), TopologyError).message).toMatch(message)
})

test('an object of a text is refused at its line', () => {
  const text =
    'apiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  nodeSelector: {zone: b}\n  containers: [{name: c, image: alpine}]\n'
  const workload = parseManifests(text, { file: 'app.yaml' })
  expect(refusal(() => refuseUnmakeable({ ...flannel, workload }), TopologyError).message).toMatch(
    /^app\.yaml:5:1 no node takes Pod p/,
  )
})

test('every preset can be made', () => {
  for (const preset of Object.values(presets)) expect(refuseUnmakeable(preset.define())).toBeUndefined()
})

const net9 = { ...flannel, flannel: { iface: 'net9' } }
const running = (line: string) => (node: ClabNode) => ({ ...node, exec: [...(node.exec ?? []), line] })

test.for([
  'sh -c "ip link set net0 name net9"',
  'ip link set net0 name net9',
  'ip addr flush dev net0',
  'ip -batch /lines',
])('what the line of a node may change is left to the steps: %s', (line) => {
  expect(refuseUnmakeable(withNode(net9, 'server1', running(line)))).toBeUndefined()
})

test('what a stage of a node may change is left to the steps; a gateway changes no node', () => {
  const stages = { configure: { exec: [{ command: 'ip link add net9 type dummy', phase: 'on-exit' as const }] } }
  expect(refuseUnmakeable(withNode(net9, 'server1', (node) => ({ ...node, stages }) as never))).toBeUndefined()
  expect(() => refuseUnmakeable(withNode(net9, 'gw0', running('sh -c true')))).toThrow(TopologyError)
  expect(() => refuseUnmakeable(withNode(net9, 'server1', running('ip route add 10.7.0.0/16 dev net0')))).toThrow(
    TopologyError,
  )
})
