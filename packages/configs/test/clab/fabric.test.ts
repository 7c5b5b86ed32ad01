import { describe, expect, test } from 'vitest'
import type { ClabNode, ClabTopology } from '../../src/index.ts'
import {
  calicoIpipCrossSubnet,
  describeCluster,
  describeFabric,
  parseClabTopology,
  renderClabTopology,
} from '../../src/index.ts'
import { refusal } from '../refusal.ts'
import { tutorial } from '../tutorial.ts'

const preset = calicoIpipCrossSubnet()
const context = {
  cluster: describeCluster(preset.kind),
  files: { 'startup-conf/gw0-boot.cfg': tutorial('gw0-boot.cfg') },
}
const changed = (topology: Partial<ClabTopology['topology']>): ClabTopology => ({
  ...preset.clab,
  topology: { ...preset.clab.topology, ...topology },
})
const withNode = (name: string, node: ClabNode) => changed({ nodes: { ...preset.clab.topology.nodes, [name]: node } })

test("the tutorial's topology and its own gw0-boot.cfg make the fabric", () => {
  const fabric = describeFabric(parseClabTopology(tutorial('clab.yaml'), { file: 'clab.yaml' }), context)
  expect(fabric.name).toBe('calico-ipip-crosssubnet')
  expect(fabric.bridges).toEqual(['br-pool0', 'br-pool1'])
  expect(fabric.gateways).toEqual([
    {
      name: 'gw0',
      kind: 'vyos',
      exec: [],
      env: {},
      addresses: [],
      management: { port: 'clab0', addresses: ['172.20.20.2/24'] },
      sysctls: [],
      defaultRoutes: {},
      files: { '/opt/vyatta/etc/config/config.boot': tutorial('gw0-boot.cfg') },
      gateway: {
        hostName: 'vyos',
        interfaces: [
          { name: 'eth1', addresses: ['10.1.5.1/24'] },
          { name: 'eth2', addresses: ['10.1.8.1/24'] },
        ],
        sourceNat: [{ rule: 100, outboundInterface: 'eth0', sourceAddress: '10.1.0.0/16', translation: 'masquerade' }],
      },
    },
  ])
  expect(fabric.servers[2]).toEqual({
    name: 'server3',
    node: 'calico-ipip-crosssubnet-worker2',
    exec: [
      ['ip', 'addr', 'add', '10.1.8.10/24', 'dev', 'net0'],
      ['ip', 'route', 'replace', 'default', 'via', '10.1.8.1'],
    ],
    addresses: [{ interface: 'net0', address: '10.1.8.10/24' }],
    sysctls: [],
    env: {},
    files: {},
    defaultRoutes: { ipv4: '10.1.8.1' },
  })
  expect(fabric.links).toHaveLength(6)
  expect(fabric.links[4]).toEqual({
    type: 'veth',
    endpoints: [
      { node: 'gw0', interface: 'eth1', role: 'gateway' },
      { node: 'br-pool0', interface: 'br-pool0-net2', role: 'bridge' },
    ],
    mtuBytes: 9500,
  })
})

test('what is left aside is noted with its place and reason', () => {
  const { notes } = describeFabric(parseClabTopology(tutorial('clab.yaml'), { file: 'clab.yaml' }), context)
  const lines = notes.map(({ file, line, path, message }) => `${file}:${line} ${path} ${message}`)
  expect(lines).toContain('clab.yaml:6 topology.nodes.gw0.image is ignored: the built-in wiring runs no images')
  expect(lines).toContain('clab.yaml:7 topology.nodes.gw0.cmd is ignored: the built-in wiring starts no init')
  expect(lines).toContain(
    'clab.yaml:9 topology.nodes.gw0.binds[0] is ignored: namespaces use the modules of the kernel that they run on',
  )
  expect(lines).toContain(
    'startup-conf/gw0-boot.cfg:40 system.login is ignored: it changes nothing of what the gateway forwards',
  )
})

describe('link notations', () => {
  const long = preset.clab.topology.links?.map((link) => ({
    type: 'veth',
    endpoints: (link.endpoints ?? []).map((endpoint) => {
      const [node = '', name = ''] =
        typeof endpoint === 'string' ? endpoint.split(':') : [endpoint.node, endpoint.interface]
      return { node, interface: name }
    }),
    mtu: 1500,
  }))

  test('the long one means the same as the short one', () => {
    const topology = parseClabTopology(renderClabTopology(changed({ links: long ?? [] })))
    expect(describeFabric(topology, context).links).toEqual(describeFabric(preset.clab, context).links)
  })

  test('the long one takes a MAC address', () => {
    const [first, ...rest] = long ?? []
    const endpoints =
      first?.endpoints.map((end, index) => (index === 1 ? { ...end, mac: '02:42:0a:01:05:0a' } : end)) ?? []
    const { links } = describeFabric(changed({ links: [{ type: 'veth', endpoints }, ...rest] }), context)
    expect(links[0]?.endpoints[1]).toEqual({
      node: 'server1',
      interface: 'net0',
      role: 'server',
      mac: '02:42:0a:01:05:0a',
    })
  })
})

describe('a plain linux gateway', () => {
  const node = {
    kind: 'linux',
    exec: ['ip address add 10.1.5.1/24 dev eth1', 'ip -4 a a 10.1.8.1/24 dev eth2', 'ip rule show'],
  }

  test('gets its interfaces from exec, and keeps exec', () => {
    const [gateway] = describeFabric(withNode('gw0', node), context).gateways
    expect(gateway?.gateway.interfaces).toEqual([
      { name: 'eth1', addresses: ['10.1.5.1/24'] },
      { name: 'eth2', addresses: ['10.1.8.1/24'] },
    ])
    expect(gateway?.gateway.sourceNat).toEqual([])
    expect(gateway?.exec).toHaveLength(3)
  })

  test('its interfaces must not share a subnet', () => {
    const exec = ['ip addr add 10.1.5.1/24 dev eth1', 'ip addr add 10.1.5.129/25 dev eth2']
    expect(refusal(() => describeFabric(withNode('gw0', { kind: 'linux', exec }), context))).toEqual([
      "topology topology.nodes.gw0.exec[1] 10.1.5.129/25 overlaps 10.1.5.1/24 of eth1; a gateway's interfaces need subnets of their own",
    ])
  })
})

test('nodes inherit from groups, kinds and defaults, exec from all of them', () => {
  const { nodes } = preset.clab.topology
  const bare = Object.fromEntries(
    Object.entries(nodes).map(([name, { kind, image: _image, ...node }]) => [
      name,
      kind === 'linux' ? node : { ...node, kind: 'bridge' },
    ]),
  )
  const topology = changed({
    nodes: { ...bare, server1: { ...bare['server1'], group: 'racks' } },
    defaults: { kind: 'linux', exec: ['true'] },
    kinds: { linux: { exec: ['uname -a'] } },
    groups: { racks: { exec: ['id'] } },
  })
  const { servers } = describeFabric(topology, context)
  expect(servers[0]?.exec.slice(0, 3)).toEqual([['true'], ['uname', '-a'], ['id']])
  expect(servers[1]?.exec.slice(0, 3)).toEqual([
    ['true'],
    ['uname', '-a'],
    ['ip', 'addr', 'add', '10.1.5.11/24', 'dev', 'net0'],
  ])
})

test('an address without prefix length is a /32, as iproute2 reads it', () => {
  const exec = ['ip addr replace 10.1.5.10 dev net0', 'ip route add default via 10.1.5.1 dev net0 onlink']
  const node = { ...preset.clab.topology.nodes['server1'], exec }
  const [server] = describeFabric(withNode('server1', node), context).servers
  expect(server).toMatchObject({
    addresses: [{ interface: 'net0', address: '10.1.5.10/32' }],
    defaultRoutes: { ipv4: '10.1.5.1' },
  })
})
