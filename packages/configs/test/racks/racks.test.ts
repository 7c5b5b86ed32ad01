import { describe, expect, test } from 'vitest'
import type { LabPreset, RacksOptions } from '../../src/index.ts'
import { describeCluster, describeFabric, isCidr, racks } from '../../src/index.ts'
import { refusal } from '../refusal.ts'

const fabricOf = ({ clab, kind, files }: LabPreset) => describeFabric(clab, { cluster: describeCluster(kind), files })
const addresses = (lab: LabPreset) =>
  fabricOf(lab).servers.map((server) => server.addresses.map(({ address }) => address).join(' '))
const small = { name: 'lab', racks: 3, nodesPerRack: 2 } as const
const topologyOf = (options: Partial<RacksOptions>) => racks({ ...small, ...options }).clab.topology
const exec = (options: Partial<RacksOptions>, name: string) =>
  topologyOf({ gateway: 'linux', ...options }).nodes[name]?.exec
const endpoints = (options: Partial<RacksOptions>) =>
  topologyOf(options).links?.map((link) => (link.endpoints ?? []).join(' ')) ?? []
const refused = (options: Partial<RacksOptions>) => refusal(() => racks({ ...small, ...options }))

describe('three racks of two nodes', () => {
  const lab = racks(small)

  test('each rack has its subnet, each node its address in it and its node-ip', () => {
    const expected = ['10.1.0.10', '10.1.0.11', '10.1.1.10', '10.1.1.11', '10.1.2.10', '10.1.2.11']
    expect(addresses(lab)).toEqual(expected.map((address) => `${address}/24`))
    const { nodes } = describeCluster(lab.kind)
    expect(nodes.map(({ nodeIp }) => nodeIp)).toEqual(expected)
    expect(nodes.map(({ labels }) => labels['rack'])).toEqual(['rack0', 'rack0', 'rack1', 'rack1', 'rack2', 'rack2'])
    expect(nodes.map(({ shortName }) => shortName)).toEqual([
      'control-plane',
      'worker',
      'worker2',
      'worker3',
      'worker4',
      'worker5',
    ])
  })

  test('the gateway has the first address of every rack, and the nodes their default route by it', () => {
    const { bridges, gateways, servers } = fabricOf(lab)
    expect(bridges).toEqual(['br-pool0', 'br-pool1', 'br-pool2'])
    expect(gateways.map(({ name, gateway }) => [name, gateway.interfaces])).toEqual([
      [
        'gw0',
        [
          { name: 'eth1', addresses: ['10.1.0.1/24'] },
          { name: 'eth2', addresses: ['10.1.1.1/24'] },
          { name: 'eth3', addresses: ['10.1.2.1/24'] },
        ],
      ],
    ])
    expect(servers.map(({ exec }) => exec.at(-1)?.at(-1))).toEqual([0, 0, 1, 1, 2, 2].map((rack) => `10.1.${rack}.1`))
  })

  test('Calico is IPIP CrossSubnet by net0; what is said of it replaces that', () => {
    expect(lab.calico).toEqual({ autodetection: 'interface=net0', ipip: 'CrossSubnet' })
    expect(racks({ ...small, calico: { vxlan: 'Always' } }).calico).toEqual({
      autodetection: 'interface=net0',
      vxlan: 'Always',
    })
  })

  test('flannel instead', () => {
    const { flannel, ...rest } = racks({ ...small, flannel: { directRouting: true } })
    expect(flannel).toEqual({ iface: 'net0', directRouting: true })
    expect(rest).not.toHaveProperty('calico')
  })
})

describe('gateways', () => {
  test('in a row: each knows the racks on both sides', () => {
    expect(exec({ gateways: 'chain' }, 'gw1')).toEqual([
      'ip addr add 10.1.1.1/24 dev eth1',
      'ip addr add 10.1.255.2/30 dev eth2',
      'ip addr add 10.1.255.5/30 dev eth3',
      'ip route replace 10.1.0.0/24 via 10.1.255.1',
      'ip route replace 10.1.2.0/24 via 10.1.255.6',
    ])
    expect(endpoints({ gateways: 'chain' }).slice(6)).toEqual([
      'gw0:eth1 br-pool0:br-pool0-net2',
      'gw0:eth2 gw1:eth2',
      'gw1:eth1 br-pool1:br-pool1-net2',
      'gw1:eth3 gw2:eth2',
      'gw2:eth1 br-pool2:br-pool2-net2',
    ])
  })

  test('one a rack, around a spine', () => {
    expect(exec({ gateways: 'per-rack' }, 'gw2')).toEqual([
      'ip addr add 10.1.2.1/24 dev eth1',
      'ip addr add 10.1.255.3/24 dev eth2',
      'ip route replace 10.1.0.0/24 via 10.1.255.1',
      'ip route replace 10.1.1.0/24 via 10.1.255.2',
    ])
    expect(endpoints({ gateways: 'per-rack' }).filter((link) => link.includes('br-spine'))).toEqual([
      'gw0:eth2 br-spine:br-spine-net0',
      'gw1:eth2 br-spine:br-spine-net1',
      'gw2:eth2 br-spine:br-spine-net2',
    ])
  })

  test('none: the bridges are in a row, the fabric is on-link', () => {
    expect(exec({ gateways: 'none' }, 'server3')).toEqual([
      'ip addr add 10.1.1.10/24 dev net0',
      'ip route replace 10.1.0.0/16 dev net0',
    ])
    expect(endpoints({ gateways: 'none' }).slice(6)).toEqual([
      'br-pool0:br-pool0-net2 br-pool1:br-pool1-net2',
      'br-pool1:br-pool1-net3 br-pool2:br-pool2-net2',
    ])
  })
})

describe('what gateways run', () => {
  const chain = { ...small, gateways: 'chain' } as const
  const described = (gateway: 'vyos' | 'frr') => {
    const lab = racks({ ...chain, gateway })
    return fabricOf(lab).gateways.map(({ kind, gateway: { interfaces, staticRoutes, sourceNat } }) => ({
      kind,
      interfaces,
      staticRoutes,
      sourceNat: sourceNat.map(({ sourceAddress }) => sourceAddress),
    }))
  }

  test('VyOS: its own document each; it masquerades what leaves the fabric', () => {
    expect(described('vyos')[1]).toEqual({
      kind: 'vyos',
      interfaces: [
        { name: 'eth1', addresses: ['10.1.1.1/24'] },
        { name: 'eth2', addresses: ['10.1.255.2/30'] },
        { name: 'eth3', addresses: ['10.1.255.5/30'] },
      ],
      staticRoutes: [
        { destination: '10.1.0.0/24', nextHop: '10.1.255.1' },
        { destination: '10.1.2.0/24', nextHop: '10.1.255.6' },
      ],
      sourceNat: ['10.1.0.0/16'],
    })
  })

  test('FRR: the same routes from its frr.conf', () => {
    const { files, clab } = racks({ ...chain, gateway: 'frr' })
    expect(clab.topology.nodes['gw1']?.binds).toEqual([
      './startup-conf/gw1/frr.conf:/etc/frr/frr.conf',
      './startup-conf/gw1/daemons:/etc/frr/daemons',
    ])
    expect(files['startup-conf/gw1/frr.conf']).toContain('ip route 10.1.0.0/24 10.1.255.1\n')
    expect(described('frr').map(({ kind }) => kind)).toEqual(['frr', 'frr', 'frr'])
  })
})

describe('both families', () => {
  const lab = racks({ ...small, ipFamily: 'dual', gateways: 'per-rack', gateway: 'linux' })

  test('each node has an address of each, numbered alike', () => {
    expect(
      describeCluster(lab.kind)
        .nodes.map(({ nodeIps }) => nodeIps)
        .slice(0, 3),
    ).toEqual([
      ['10.1.0.10', 'fd00:10:1::10'],
      ['10.1.0.11', 'fd00:10:1::11'],
      ['10.1.1.10', 'fd00:10:1:1::10'],
    ])
    expect(lab.clab.topology.nodes['server3']?.exec).toEqual([
      'ip addr add 10.1.1.10/24 dev net0',
      'ip addr add fd00:10:1:1::10/64 dev net0 nodad',
      'ip route replace default via 10.1.1.1',
      'ip route replace default via fd00:10:1:1::1',
    ])
  })

  test('gateways have routes of each', () => {
    expect(lab.clab.topology.nodes['gw1']?.exec?.slice(-4)).toEqual([
      'ip route replace 10.1.0.0/24 via 10.1.255.1',
      'ip route replace fd00:10:1::/64 via fd00:10:1:ffff::1',
      'ip route replace 10.1.2.0/24 via 10.1.255.3',
      'ip route replace fd00:10:1:2::/64 via fd00:10:1:ffff::3',
    ])
    expect(lab.clab.topology.nodes['gw1']?.sysctls).toEqual({
      'net.ipv4.ip_forward': 1,
      'net.ipv6.conf.all.forwarding': 1,
    })
  })

  test('IPv6 alone', () => {
    const only = racks({ ...small, ipFamily: 'ipv6', gateways: 'chain', gateway: 'linux' })
    expect(addresses(only)[2]).toBe('fd00:10:1:1::10/64')
    expect(only.calico).toEqual({ autodetection: 'interface=net0', vxlan: 'CrossSubnet' })
  })

  test('pods and Services too', () => {
    const { podSubnets, serviceSubnets } = describeCluster(lab.kind)
    expect(podSubnets).toEqual(['10.98.0.0/16', 'fd00:10:98::/56'])
    expect(serviceSubnets).toEqual(['10.96.0.0/16', 'fd00:10:96::/112'])
  })
})

describe('BGP to the rack', () => {
  test('each node speaks to the gateway of its rack, and the gateway knows all of them', () => {
    const lab = racks({ ...small, gateway: 'frr', bgp: 'to-the-rack' })
    expect(lab.calico).toMatchObject({ ipip: 'Never', bgp: { mesh: false } })
    expect(lab.calico.bgp?.peers?.[1]).toEqual({
      nodeSelector: "rack == 'rack1'",
      peerIP: '10.1.1.1',
      asNumber: 64513,
    })
    const [gateway] = fabricOf(lab).gateways
    expect(gateway?.gateway.bgp).toMatchObject({
      asNumber: 64513,
      routerId: '10.1.0.1',
      networks: ['10.1.0.0/24', '10.1.1.0/24', '10.1.2.0/24'],
    })
    const numbers = Object.values(lab.calico.bgp?.nodeAsNumbers ?? {})
    expect(gateway?.gateway.bgp?.neighbors.map(({ remoteAs }) => remoteAs)).toEqual(numbers)
    expect(new Set(numbers).size).toBe(6)
  })

  test.for([
    ['chain', ['10.1.255.1', '10.1.255.6']],
    ['per-rack', ['10.1.255.1', '10.1.255.3']],
  ] as const)('gateways of a %s speak to one another, and have no written routes', ([gateways, expected]) => {
    const lab = racks({ ...small, gateway: 'vyos', gateways, bgp: 'to-the-rack' })
    const [, middle] = fabricOf(lab).gateways
    expect(middle?.gateway.staticRoutes ?? []).toEqual([])
    const neighbors = middle?.gateway.bgp?.neighbors ?? []
    expect(neighbors.map(({ address }) => address)).toEqual(['10.1.1.10', '10.1.1.11', ...expected])
    expect(neighbors.slice(2).map(({ remoteAs }) => remoteAs)).toEqual([64513, 64515])
    expect(middle?.gateway.bgp?.networks).toEqual(['10.1.1.0/24'])
    expect(lab.calico.bgp?.peers?.map(({ asNumber }) => asNumber)).toEqual([64513, 64514, 64515])
  })
})

test('links between racks can be slow', () => {
  const { links } = topologyOf({ uplinks: { delayMs: 5 } })
  const slow = links?.filter(({ vars }) => vars?.underlay?.impairment?.delayMs === 5) ?? []
  expect(slow.map(({ endpoints }) => String(endpoints?.[0]))).toEqual(['gw0:eth1', 'gw0:eth2', 'gw0:eth3'])
})

describe('many nodes', () => {
  test.for([
    { racks: 20, nodesPerRack: 10, gateways: 'one' },
    { racks: 2, nodesPerRack: 120, gateways: 'none' },
    { racks: 40, nodesPerRack: 5, gateways: 'per-rack', gateway: 'linux' },
    { racks: 60, nodesPerRack: 3, gateways: 'chain', gateway: 'linux' },
  ] as const)('$racks × $nodesPerRack, gateways $gateways: names fit, addresses are all different', (options) => {
    const lab = racks({ name: 'lab', ...options })
    const all = addresses(lab)
    expect(new Set(all).size).toBe(options.racks * options.nodesPerRack)
    expect(all.every(isCidr)).toBe(true)
    const interfaces = fabricOf(lab).links.flatMap((link) => link.endpoints.map((end) => end.interface))
    expect(interfaces.filter((name) => name.length > 15)).toEqual([])
  })
})

describe('what does not fit is refused', () => {
  test.for<[Partial<RacksOptions>, string]>([
    [{ podSubnet: '10.1.128.0/17' }, 'racks podSubnet 10.1.128.0/17 overlaps the fabric 10.1.0.0/16; choose another'],
    [
      { serviceSubnet: '10.98.7.0/24' },
      'racks serviceSubnet 10.98.7.0/24 overlaps the podSubnet 10.98.0.0/16; choose another',
    ],
    [
      { fabric: '172.16.0.0/12', podSubnet: '10.0.0.0/9' },
      'racks fabric 172.16.0.0/12 overlaps 172.18.0.0/16, the network of kind; choose another',
    ],
    [
      { fabric: '172.20.20.0/24', rackPrefixLength: 27 },
      'racks fabric 172.20.20.0/24 overlaps 172.20.20.0/24, the management network of containerlab; choose another',
    ],
    [{ fabric: '10.1.5.0/16' }, 'racks fabric 10.1.5.0/16 has host bits set; write 10.1.0.0/16'],
    [
      { racks: 5, fabric: '10.1.0.0/22' },
      'racks racks 10.1.0.0/22 holds 4 racks of /24, not 5; use a wider fabric or a longer rackPrefixLength',
    ],
    [
      { racks: 4, fabric: '10.1.0.0/22', gateways: 'chain' },
      'racks racks 10.1.0.0/22 holds 3 racks of /24 and one for the links between gateways, not 4; use a wider fabric or a longer rackPrefixLength',
    ],
    [
      { nodesPerRack: 6, rackPrefixLength: 28 },
      'racks nodesPerRack 10.1.0.0/28 holds 5 nodes from its tenth address on, not 6; use a shorter rackPrefixLength',
    ],
    [{ rackPrefixLength: 15 }, 'racks rackPrefixLength /15 is wider than the fabric 10.1.0.0/16; use a longer one'],
    [
      { racks: ['10.1.5.0/24', '10.1.5.128/25'] },
      'racks racks[1] 10.1.5.128/25 overlaps 10.1.5.0/24, which is taken; choose another',
    ],
    [
      { racks: ['10.2.5.0/24'] },
      'racks racks[0] 10.2.5.0/24 is not inside the fabric 10.1.0.0/16; choose another, or a wider fabric',
    ],
    [
      { racks: ['10.1.5.0/24', '10.1.255.0/24'], gateways: 'chain' },
      'racks racks[1] 10.1.255.0/24 overlaps 10.1.255.0/24, which is taken; choose another',
    ],
    [
      { racks: 70, rackPrefixLength: 27, gateways: 'chain', nodesPerRack: 1 },
      'racks racks need more room between gateways than 10.1.255.224/27 has; use a shorter rackPrefixLength',
    ],
    [
      { ipFamily: 'dual', fabric: '10.1.0.0/16' },
      "racks fabric '10.1.0.0/16' is not one CIDR of each family such as 10.1.0.0/16,fd00:10:1::/48",
    ],
    [
      { ipFamily: 'ipv6', fabric: 'fd00:10:1::/63' },
      'racks racks fd00:10:1::/63 holds 2 racks of /64, not 3; use a wider fabric',
    ],
    [
      { ipFamily: 'ipv6', podSubnet: 'fd00:10:1:8000::/56' },
      'racks podSubnet fd00:10:1:8000::/56 overlaps the fabric fd00:10:1::/48; choose another',
    ],
    [
      { podSubnet: '10.98.0.0/24' },
      'calico options cidr 10.98.0.0/24 holds 4 blocks of /26, but there are 6 nodes; use a wider cidr or a longer blockSize',
    ],
    [{ calico: {}, flannel: {} }, 'racks flannel is given beside calico; a cluster has one CNI: leave one of them out'],
  ])('%o', ([options, line]) => {
    expect(refused(options)).toContain(line)
  })

  test('options of a wrong type, all at once', () => {
    const options = { racks: 0, nodesPerRack: 2.5, gatway: 'vyos' } as unknown as RacksOptions
    expect(refused(options)).toEqual([
      'racks nodesPerRack must be an integer from 1 to 1000, is 2.5',
      "racks gatway is not a known key; did you mean 'gateway'?",
      'racks racks must be an integer from 1 to 1000, is 0',
    ])
  })
})
