import { expect, test } from 'vitest'
import { calicoIpipCrossSubnet, kernelNeedNames, kernelNeeds, type LabDocuments } from '../../src/index.ts'

const base = ['veth', 'bridge', 'nftables']
const exec = (line: string): LabDocuments => ({
  clab: { name: 'lab', topology: { nodes: { gw0: { kind: 'linux', exec: [line] } } } },
})

test('of an unknown lab everything may come', () => {
  expect(kernelNeeds()).toEqual(kernelNeedNames)
})

test('the reference lab needs ipip, and the same lab without a CNI does not', () => {
  const { kind, clab, files, calico } = calicoIpipCrossSubnet()
  expect(kernelNeeds({ kind, clab, files, calico })).toEqual([...base, 'ipip'])
  expect(kernelNeeds({ kind, clab, files })).toEqual(base)
})

test.for<[LabDocuments, ...string[]]>([
  [{}],
  [{ calico: {} }, 'ipip'],
  [{ calico: { vxlan: 'CrossSubnet' } }, 'vxlan'],
  [{ calico: { ipip: 'Never' } }],
  [{ calico: { pools: [{ cidr: '10.98.0.0/17', vxlan: 'Always' }, { cidr: '10.98.128.0/17' }] } }, 'vxlan'],
  [{ calico: { pools: [{ cidr: '10.98.0.0/17', ipip: 'Always' }] } }, 'ipip'],
  [{ flannel: {} }, 'vxlan'],
  [{ flannel: { backend: 'host-gw' } }],
  [{ flannel: { backend: 'ipip' } }, 'ipip'],
  [exec('ip addr add 10.1.5.1/24 dev eth1')],
  [exec('ip addr add fd00:5::1/64 dev eth1'), 'ipv6'],
  [exec('ip link set eth1 address 02:00:00:00:00:01')],
  [exec('ip link add link eth1 name eth1.10 type vlan id 10'), 'vlan'],
  [exec('ip link add br0 type bridge vlan_filtering 1'), 'bridge-vlan'],
  [exec('ip link add d0 type dummy'), 'dummy'],
  [exec('tc qdisc add dev eth1 root netem delay 5ms'), 'netem'],
  [exec('ip link add name x type vlan id 3'), 'vlan'],
  [{ clab: 'links:\n  - underlay:\n      vlan:\n        access: 10\n' }, 'vlan', 'bridge-vlan'],
  [{ clab: 'links:\n  - underlay: { impairment: { delayMs: 5 } }\n' }, 'netem'],
  [{ clab: 'links:\n  - underlay: { impairment: { rateKbit: 5 } }\n' }],
  [{ clab: 'topology:\n  links:\n    - type: macvlan\n' }, 'macvlan'],
  [{ files: { '/config.boot': 'ethernet eth1 {\n  vif 10 {\n' } }, 'vlan'],
])('%j', ([documents, ...needs]) => {
  expect(kernelNeeds(documents)).toEqual([...base, ...needs])
})
