import { expect, test } from 'vitest'
import type { ClabNode } from '../../src/index.ts'
import { calicoIpipCrossSubnet, describeCluster, describeFabric } from '../../src/index.ts'

const { kind, clab, files } = calicoIpipCrossSubnet()
const configBoot = 'interfaces {\n  ethernet eth1 {\n    address 10.1.9.1/24\n  }\n}\nsystem {\n  host-name gw1\n}\n'
const context = {
  cluster: describeCluster(kind),
  files: {
    ...files,
    './frr/frr.conf': 'router bgp 64512\n',
    './frr/daemons': 'bgpd=yes\n',
    'gw1-boot.cfg': configBoot,
  },
}
const address = 'ip addr add 10.1.9.1/24 dev eth1'

/** What a node is that has these links to racks. */
function roleOf(node: ClabNode, links = 1): string {
  const more = Array.from({ length: links }, (_, index) => ({
    endpoints: [`n1:eth${index + 1}`, `br-pool1:n1-${index}`],
  }))
  const topology = {
    ...clab,
    topology: {
      nodes: { ...clab.topology.nodes, n1: { kind: 'linux', exec: [address], ...node } },
      links: [...(clab.topology.links ?? []), ...more],
    },
  }
  const { gateways, hosts } = describeFabric(topology, context)
  const gateway = gateways.find(({ name }) => name === 'n1')
  return gateway?.kind ?? (hosts.some(({ name }) => name === 'n1') ? 'host' : 'nothing')
}

test.for<[title: string, role: string, node: ClabNode, links: number]>([
  ['one link', 'host', {}, 1],
  ['no link', 'host', { exec: ['true'] }, 0],
  ['two links', 'linux', {}, 2],
  ['two links and forwarding off', 'host', { sysctls: { 'net.ipv4.ip_forward': 0 } }, 2],
  ['forwarding by sysctls', 'linux', { sysctls: { 'net.ipv4.ip_forward': 1 } }, 1],
  ['forwarding by exec', 'linux', { exec: [address, 'sysctl -w net.ipv4.ip_forward=1'] }, 1],
  ['IPv6 forwarding by exec', 'linux', { exec: [address, 'sysctl -q net/ipv6/conf/all/forwarding=1'] }, 1],
  ['an image of FRR', 'frr', { image: 'quay.io/frrouting/frr:10.2.1' }, 1],
  ['an image that is none', 'host', { image: 'frr.example.org/tools' }, 1],
  ['a file of FRR', 'frr', { binds: ['frr/frr.conf:/etc/frr/frr.conf'] }, 1],
  ['a folder of FRR', 'frr', { binds: ['./frr:/etc/frr:ro'] }, 1],
  ['a label', 'linux', { binds: ['./frr:/etc/frr:ro'], labels: { 'underlay.gateway': 'linux' } }, 1],
  ['a config.boot', 'vyos', { binds: ['gw1-boot.cfg:/config/config.boot'], exec: [] }, 1],
])('a node with %s is %s', ([, role, node, links]) => {
  expect(roleOf(node, links)).toBe(role)
})

test('a gateway has the texts of what is bound into it, by their path inside', () => {
  const nodes = { ...clab.topology.nodes, n1: { kind: 'linux', binds: ['./frr:/etc/frr:ro'] } }
  const { gateways } = describeFabric({ ...clab, topology: { ...clab.topology, nodes } }, context)
  expect(gateways.find(({ name }) => name === 'n1')?.files).toEqual({
    '/etc/frr/frr.conf': 'router bgp 64512\n',
    '/etc/frr/daemons': 'bgpd=yes\n',
  })
})
