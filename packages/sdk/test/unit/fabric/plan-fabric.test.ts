import { describeFabric } from '@underlay/configs'
import { expect, test } from 'vitest'
import { fabricNamespaces } from '../../../src/fabric/places.ts'
import { planFabric } from '../../../src/fabric/plan-fabric.ts'
import { planCluster } from '../../../src/engine/netns/plan-cluster.ts'
import { cluster, devicesAfter, fabric, preset } from '../reference-lab.ts'

const nodes = planCluster(cluster, new Map())
const madeBefore = [nodes.first, ...nodes.rest]
const { first, rest } = planFabric(fabric, cluster, devicesAfter(madeBefore))
const instructionsOf = (namespace: string) => rest.find((plan) => plan.namespace === namespace)?.instructions ?? []

const withoutIndex = (line: string): string => line.replace(/ index \d+/, '')

test("six links, with the interface names of the topology, and the gateway's way out", () => {
  expect({ ...first, instructions: first.instructions.map(withoutIndex) }).toEqual({
    namespace: '',
    instructions: [
      'ip netns add fabric',
      'ip netns add gw0',
      'ip link add clab0 netns outside mtu 1500 type veth peer name eth0 netns gw0 mtu 1500',
      'ip link add br-pool0-net0 netns fabric mtu 1500 type veth peer name net0 netns control-plane mtu 1500',
      'ip link add br-pool0-net1 netns fabric mtu 1500 type veth peer name net0 netns worker mtu 1500',
      'ip link add br-pool1-net0 netns fabric mtu 1500 type veth peer name net0 netns worker2 mtu 1500',
      'ip link add br-pool1-net1 netns fabric mtu 1500 type veth peer name net0 netns worker3 mtu 1500',
      'ip link add br-pool0-net2 netns fabric mtu 1500 type veth peer name eth1 netns gw0 mtu 1500',
      'ip link add br-pool1-net2 netns fabric mtu 1500 type veth peer name eth2 netns gw0 mtu 1500',
    ],
  })
})

test("each rack's bridge has the ports of its links", () => {
  const ports = instructionsOf('fabric').flatMap((line) => {
    const [, port, bridge] = /^ip link set (\S+) master (\S+) up$/.exec(line) ?? []
    return port === undefined ? [] : [`${bridge} ${port}`]
  })
  expect(ports).toEqual([0, 1].flatMap((rack) => [0, 1, 2].map((nth) => `br-pool${rack} br-pool${rack}-net${nth}`)))
})

test('a bridge forwards at once: no spanning tree, no delay', () => {
  expect(instructionsOf('fabric').filter((line) => line.includes('type bridge'))).toEqual([
    'ip link add br-pool0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0',
    'ip link add br-pool1 type bridge stp_state 0 forward_delay 0 mcast_snooping 0',
  ])
})

test('every end of every link computes its own checksums: a capture shows none that are left to hardware', () => {
  const off = rest.flatMap(({ namespace, instructions }) =>
    instructions.filter((line) => line.startsWith('tx-off ')).map((line) => `${namespace} ${line.slice(7)}`),
  )
  const ends = fabric.links.flatMap(({ endpoints }) =>
    endpoints.map(({ node, interface: device }) => {
      return `${fabricNamespaces(fabric, cluster).get(node)} ${device}`
    }),
  )
  expect(off.sort()).toEqual(ends.sort())
  expect(off).toHaveLength(12)
})

test('the gateway is what its config.boot says: addresses, forwarding, masquerading out of eth0', () => {
  const lines = instructionsOf('gw0')
  expect(lines).toEqual(
    expect.arrayContaining([
      'sysctl net.ipv4.ip_forward 1',
      'ip addr replace 10.1.5.1/24 dev eth1',
      'ip addr replace 10.1.8.1/24 dev eth2',
      'ip addr replace 172.20.20.2/24 dev eth0',
      'ip route replace default via 172.20.20.1',
    ]),
  )
  expect(lines.filter((line) => line.startsWith('nft ')).join('\n')).toContain(
    'oifname "eth0" ip saddr 10.1.0.0/16 masquerade',
  )
})

test('a link of another MTU has it at both ends', () => {
  const links = preset.clab.topology.links?.map((link) => ({ ...link, mtu: 9000 }))
  const jumbo = { ...preset.clab, topology: { ...preset.clab.topology, links: links ?? [] } }
  const plan = planFabric(describeFabric(jumbo, { cluster, files: preset.files }), cluster, new Map())
  expect(plan.first.instructions.filter((line) => /mtu 9000 .* mtu 9000$/.test(line))).toHaveLength(6)
})

test('a second run makes nothing, and repeats only what may be repeated', () => {
  const again = planFabric(fabric, cluster, devicesAfter([...madeBefore, first, ...rest]))
  expect(again.first.instructions).toEqual([])
  expect(again.rest.flatMap(({ instructions }) => instructions).filter((line) => /^ip \S+ add /.test(line))).toEqual([])
})

test('a bridge that is gone is made again, and nothing else', () => {
  const there = new Map(devicesAfter([...madeBefore, first, ...rest]))
  there.set('fabric', new Set([...(there.get('fabric') ?? [])].filter((device) => device !== 'br-pool1')))
  const added = planFabric(fabric, cluster, there).rest.flatMap(({ instructions }) =>
    instructions.filter((line) => / add /.test(line)),
  )
  expect(added).toEqual(['ip link add br-pool1 type bridge stp_state 0 forward_delay 0 mcast_snooping 0'])
})

test('a server has the namespace of the node whose network it shares', () => {
  const namespaces = fabric.servers.map(({ name }) => fabricNamespaces(fabric, cluster).get(name))
  expect(namespaces).toEqual(['control-plane', 'worker', 'worker2', 'worker3'])
})
