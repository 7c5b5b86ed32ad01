import { expect, test } from 'vitest'
import type { ClabNode } from '../../src/index.ts'
import { calicoIpipCrossSubnet, describeCluster, describeFabric } from '../../src/index.ts'
import { refusal } from '../refusal.ts'

const { kind, clab, files } = calicoIpipCrossSubnet()
const frrConf = `interface eth1
 ip address 10.1.5.1/24
interface eth2
 ip address 10.1.8.1/24
interface eth2.7
 ip address 10.1.9.1/24
ip route 10.99.0.0/16 10.1.9.5
ip route 0.0.0.0/0 172.20.20.1
router bgp 65000
 neighbor 10.1.5.10 remote-as internal
`

/** The reference lab's gateway as another node. */
function describe(node: ClabNode, text = frrConf) {
  const topology = { ...clab, topology: { ...clab.topology, nodes: { ...clab.topology.nodes, gw0: node } } }
  const { gateways } = describeFabric(topology, {
    cluster: describeCluster(kind),
    files: { ...files, 'gw0/frr.conf': text, 'gw0/daemons': 'zebra=yes\nbgpd=no\n', 'gw0/all': 'bgpd=yes\n' },
  })
  return gateways[0]
}
const frr: ClabNode = { kind: 'linux', image: 'frrouting/frr', binds: ['gw0/frr.conf:/etc/frr/frr.conf'] }

test('an frr.conf describes a gateway, VLANs on its links too', () => {
  const described = describe(frr)
  expect(described?.kind).toBe('frr')
  expect(described?.gateway).toEqual({
    hostName: 'frr',
    interfaces: [
      { name: 'eth1', addresses: ['10.1.5.1/24'] },
      { name: 'eth2', addresses: ['10.1.8.1/24'], vlans: [{ id: 7, addresses: ['10.1.9.1/24'] }] },
    ],
    sourceNat: [],
    staticRoutes: [
      { destination: '10.99.0.0/16', nextHop: '10.1.9.5' },
      { destination: '0.0.0.0/0', nextHop: '172.20.20.1' },
    ],
    bgp: { asNumber: 65000, neighbors: [{ address: '10.1.5.10', remoteAs: 65000 }], networks: [] },
  })
})

test('a label says what carries the description out', () => {
  expect(describe({ ...frr, labels: { 'underlay.gateway': 'linux' } })?.kind).toBe('linux')
  expect(refusal(() => describe({ ...frr, labels: { 'underlay.gateway': 'junos' } }))).toEqual([
    "topology topology.nodes.gw0.labels.underlay.gateway 'junos' is no kind of gateway; write vyos, frr or linux",
  ])
})

test('a next hop and a neighbour of another AS must be in a subnet of the gateway, that of an exec line too', () => {
  const far = `${frrConf} no bgp ebgp-requires-policy\n neighbor 10.7.0.9 remote-as 1\nip route 10.98.0.0/16 10.6.0.9\n`
  const subnets = '10.1.5.1/24, 10.1.8.1/24, 10.1.9.1/24, 172.20.20.0/24'
  expect(refusal(() => describe(frr, far))).toEqual([
    `gw0/frr.conf:12:2 router bgp 65000.neighbor 10.7.0.9 10.7.0.9 of another AS is in no subnet of the gateway, which has ${subnets}; multihop is not realised`,
    `gw0/frr.conf:13:1 ip route 10.98.0.0/16 10.6.0.9 is in no subnet of the gateway, which has ${subnets}`,
  ])
  const exec = ['ip addr add 10.6.0.1/24 dev eth1', 'ip addr add 10.7.0.1/24 dev eth1']
  expect(describe({ ...frr, exec }, far)?.gateway.staticRoutes).toHaveLength(3)
})

test('a mistake in an frr.conf is refused with its place, and so is a file that was not given', () => {
  expect(refusal(() => describe(frr, 'router ospf\n'))).toEqual([
    'gw0/frr.conf:1:1 router ospf is not realised by this tool, and may change what is forwarded; remove it',
  ])
  expect(refusal(() => describe({ ...frr, binds: ['gw1:/etc/frr'] }))).toEqual([
    "topology topology.nodes.gw0.binds[0] file 'gw1/frr.conf' is not there: lay it beside the topology, or give it in files; did you mean 'gw0/frr.conf'?",
  ])
})

const withDaemons = (file: string) => ({ ...frr, binds: [...(frr.binds ?? []), `gw0/${file}:/etc/frr/daemons`] })

test('a daemons file that does not start bgpd is refused where there is BGP', () => {
  expect(refusal(() => describe(withDaemons('daemons')))).toEqual([
    'topology topology.nodes.gw0.binds[0] has router bgp, which FRR would not run: write bgpd=yes in the file for /etc/frr/daemons',
  ])
  expect(describe(withDaemons('daemons'), 'interface eth1\n ip address 10.1.5.1/24\n')?.kind).toBe('frr')
  expect(describe(withDaemons('all'))?.kind).toBe('frr')
})
