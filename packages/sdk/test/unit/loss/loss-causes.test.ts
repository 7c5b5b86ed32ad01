import { describe, expect, test } from 'vitest'
import { lossCauses } from '../../../src/loss/loss-causes.ts'
import type { LossFacts } from '../../../src/loss/loss-facts.ts'
import type { LostPacket } from '../../../src/loss/lost-packet.ts'
import { device, factsAt, flow, outer, table } from './facts.ts'

const told = (facts: LossFacts): string[] => lossCauses(facts).map(({ certainty, text }) => `${certainty}: ${text}`)

const routes = table(
  { dst: 'default', gateway: '10.1.0.1', dev: 'net0' },
  { dst: '10.98.2.0/26', gateway: '10.98.2.0', dev: 'vxlan.calico', flags: ['onlink'] },
)
const toTunnel = { to: flow.to, route: { type: 'unicast', device: 'vxlan.calico', nextHop: '10.98.2.0' } }
const neighbours = [{ address: '10.98.2.0', device: 'vxlan.calico', mac: '66:00:00:00:01:10', state: 'PERMANENT' }]
const forwarding = [{ mac: '66:00:00:00:01:10', device: 'vxlan.calico', destination: '10.1.1.10' }]
const healthy = { routes, lookups: [toTunnel], neighbours, forwarding }

test('a place that is as it should be says nothing', () => {
  expect(told(factsAt('control-plane', healthy))).toEqual([])
})

describe('devices', () => {
  const end = { place: 'control-plane', device: 'net0' }
  test('one without carrier names the other end of its cable', () => {
    const devices = [device('net0', { carrier: false })]
    const facts = factsAt('control-plane', {
      devices,
      lookups: [{ to: flow.to, route: { type: 'unicast', device: 'net0' } }],
    })
    expect(told(facts)).toContain(
      'certain: control-plane: net0 has no carrier: the other end of its cable, p1 of br-pool0, is down',
    )
  })

  test('one that is down elsewhere is likely', () => {
    const places = { 'br-pool0': { devices: [device('p1', { up: false, carrier: false })], neighbours: [] } }
    expect(told(factsAt('gw0', {}, { lab: { places } }))).toContain('likely: br-pool0: p1 is down')
  })

  test('cables whose ends have another MTU', () => {
    const places = { 'br-pool0': { devices: [device('p1', { mtuBytes: 1300 })], neighbours: [] } }
    const links = [[end, { place: 'br-pool0', device: 'p1' }]] as const
    const at = (sizeBytes: number) =>
      told(factsAt('gw0', {}, { lab: { places, links }, packet: { ...flow, sizeBytes } }))
    expect(at(1301)[0]).toMatch(/^likely: br-pool0: the MTU of p1 is 1300, .* net0 of control-plane, is 1500/)
    expect(at(1300)).toEqual([])
  })

  test('a packet that is larger than the MTU of the way on', () => {
    const devices = [device('eth1'), device('eth2', { mtuBytes: 1400 })]
    const lookups = [{ to: outer.to, route: { type: 'unicast', device: 'eth2' } }]
    const packet = { ...flow, outer, device: 'eth1', sizeBytes: 1401 }
    expect(told(factsAt('gw0', { devices, lookups }, { packet }))).toEqual([
      'certain: gw0: the packet has 1401 bytes, and the MTU of eth2 is 1400',
    ])
    expect(told(factsAt('gw0', { devices, lookups }, { packet: { ...packet, sizeBytes: 1400 } }))).toEqual([])
  })
})

describe('reverse path', () => {
  const settings = { 'net.ipv4.conf.all.rp_filter': '0', 'net.ipv4.conf.eth1.rp_filter': '1' }
  const lookups = [
    { to: outer.to, from: outer.from, device: 'eth1', refusal: 'Invalid cross-device link' },
    { to: outer.from, route: { type: 'unicast', device: 'eth2' } },
  ]

  test('the kernel refuses, and the way back is said', () => {
    const counters = { TcpExtIPReversePathFilter: 5 }
    expect(told(factsAt('gw0', { settings, lookups, counters }, { before: { TcpExtIPReversePathFilter: 2 } }))).toEqual(
      [
        'certain: gw0: rp_filter refuses 10.1.0.10 on eth1 (net.ipv4.conf.eth1.rp_filter = 1): the way back to it is by eth2; TcpExtIPReversePathFilter rose by 3',
      ],
    )
  })

  test('newer kernels say EINVAL, which is a blackhole only without a route', () => {
    const [first, back] = lookups
    const asked = [
      { ...first, to: outer.to, refusal: 'Invalid argument' },
      { to: outer.to, route: { type: 'unicast', device: 'eth2' } },
      back ?? toTunnel,
    ]
    expect(told(factsAt('gw0', { settings, lookups: asked }))[0]).toMatch(
      /^certain: gw0: rp_filter refuses 10\.1\.0\.10 on eth1/,
    )
  })

  test('a counter that did not rise is no cause, nor is one without a filter', () => {
    const counters = { TcpExtIPReversePathFilter: 5 }
    expect(told(factsAt('gw0', { settings, counters }, { before: counters }))).toEqual([])
    expect(told(factsAt('gw0', { counters }))).toEqual([])
    expect(told(factsAt('gw0', { settings, counters }))[0]).toMatch(/^likely: gw0: rp_filter drops/)
    const taken = [{ to: outer.to, from: outer.from, device: 'eth1', route: { type: 'unicast', device: 'eth2' } }]
    expect(told(factsAt('gw0', { settings, counters, lookups: taken }, { before: {} }))).toEqual([])
  })

  test('a port of a bridge filters nothing: its packets come in by the bridge', () => {
    const ports = [{ device: 'eth1', bridge: 'cni0', state: 'forwarding' }]
    expect(told(factsAt('gw0', { settings, lookups, ports }))).toEqual([])
  })
})

describe('routes', () => {
  test('a gateway that masquerades the tunnel’s packet needs no route to the block inside', () => {
    const lookups = [{ to: flow.to, route: { type: 'unicast', device: 'eth2', nextHop: '10.1.1.1' } }]
    const byDefault = table({ dst: 'default', gateway: '10.1.1.1', dev: 'eth2' })
    const masqueraded = { ...flow, outer: { ...outer, from: '10.1.1.1' }, device: 'eth1' }
    expect(told(factsAt('gw0', { routes: byDefault, lookups }, { packet: masqueraded }))).toEqual([])
  })

  test('a block without one goes by the default route', () => {
    const lookups = [{ to: flow.to, route: { type: 'unicast', device: 'net0', nextHop: '10.1.0.1' } }]
    expect(told(factsAt('control-plane', { routes: routes.slice(0, 1), lookups }))).toEqual([
      'certain: control-plane: no route to 10.98.2.0/26, the block of worker2: 10.98.2.1 goes by the default route via 10.1.0.1 dev net0',
    ])
  })

  describe('at a gateway between tunnels', () => {
    const byDefault = { to: flow.to, route: { type: 'unicast', device: 'eth0', nextHop: '172.20.20.1' } }
    const refused = { to: flow.to, refusal: 'Network is unreachable' }
    const atGateway = (packet: LostPacket, hasTunnel = true) => {
      const devices = [
        device('eth1', { addresses: ['10.1.0.1/24'] }),
        device('eth0', { addresses: ['172.20.20.2/24'] }),
      ]
      const ways = table({ dst: 'default', gateway: '172.20.20.1', dev: 'eth0' })
      const kernels = [
        { devices, routes: ways, lookups: [byDefault] },
        { devices, routes: [], lookups: [refused] },
      ]
      return kernels.map((kernel) => told(factsAt('gw0', kernel, { packet, lab: { hasTunnel } })).length)
    }
    const plain = { ...flow, device: 'eth1' }

    test.for<[string, LostPacket]>([
      ['a pod', plain],
      ['a node', { ...plain, from: '10.1.0.10' }],
      ['whoever it masqueraded', { ...plain, from: '172.20.20.2' }],
    ])('a packet of %s that is in none is not lost for want of a route there', ([, packet]) => {
      expect(atGateway(packet)).toEqual([0, 0])
    })

    test.for<[string, LostPacket, boolean]>([
      ['there is no tunnel', plain, false],
      ['it comes from outside', { ...plain, from: '172.20.20.1' }, true],
      ['it is its own', { ...flow, from: '172.20.20.2' }, true],
    ])('it is where %s', ([, packet, hasTunnel]) => {
      expect(atGateway(packet, hasTunnel)).toEqual([1, 1])
    })
  })

  test('with BGP, its session is named', () => {
    const lookups = [{ to: flow.to, refusal: 'Network is unreachable' }]
    const session = {
      node: 'control-plane',
      name: 'Mesh_10_1_1_10',
      state: 'Active',
      neighbor: '10.1.1.10',
      remoteAs: 64512,
      localAs: 64512,
      prefixesReceived: 0,
      prefixesSent: 0,
    }
    const [first] = told(factsAt('control-plane', { routes: [], lookups }, { lab: { sessions: [session] } }))
    expect(first).toMatch(
      /^certain: control-plane: the kernel refuses 10\.98\.2\.1: there is no route, and no default route .*; BGP brings it, and the BGP session Mesh_10_1_1_10 with 10\.1\.1\.10 is Active$/,
    )
  })

  test('what a tunnel sends to needs one too', () => {
    const facts = factsAt('control-plane', { ...healthy, routes: routes.slice(1) })
    expect(told(facts)).toEqual([
      'certain: control-plane: vxlan.calico sends to 10.1.1.10, and there is no route to it, and no default route',
      'possible: control-plane: there is no default route',
    ])
  })

  test('an address of the own block that no pod has, said once', () => {
    const refused = { to: '10.98.2.9', refusal: 'Invalid argument' }
    const lookups = [refused, { ...refused, from: flow.from }]
    const packet = { ...flow, to: '10.98.2.9', outer, device: 'net0' }
    const causes = told(factsAt('worker2', { lookups, routes }, { packet }))
    expect(causes.filter((cause) => cause.includes('refuses'))).toEqual([
      'certain: worker2: the kernel refuses 10.98.2.9: a blackhole route ("Invalid argument"): no pod of worker2 has this address of its block 10.98.2.0/26',
    ])
  })
})

describe('neighbours', () => {
  const hop = { to: outer.to, route: { type: 'unicast', device: 'net0' } }
  test('an entry that is not the MAC of who has the address', () => {
    const entry = { address: '10.1.0.1', device: 'net0', mac: '02:00:00:00:01:10', state: 'PERMANENT' }
    const lookups = [{ to: '8.8.8.8', route: { type: 'unicast', device: 'net0', nextHop: '10.1.0.1' } }]
    expect(told(factsAt('control-plane', { routes, neighbours: [entry], lookups }))).toEqual([
      "certain: control-plane: the neighbour entry for 10.1.0.1 on net0 says 02:00:00:00:01:10 (PERMANENT), which is worker2:net0's; gw0:eth1 has it with 02:00:00:00:00:01",
    ])
  })

  test('nobody answers for an address that is no next hop of the packet: that is no cause', () => {
    const failed = [...neighbours, { address: '10.98.1.77', device: 'net0', state: 'FAILED' }]
    expect(told(factsAt('control-plane', { ...healthy, neighbours: failed }))).toEqual([])
  })

  test('nobody answers in a network that is none: unequal masks', () => {
    const devices = [device('net0', { addresses: ['10.1.0.10/16'] })]
    const neighbours = [{ address: '10.1.1.10', device: 'net0', state: 'FAILED' }]
    expect(told(factsAt('control-plane', { devices, routes, neighbours, lookups: [hop] }))).toEqual([
      "certain: control-plane: nobody answers for 10.1.1.10 on net0 (neighbour FAILED): worker2:net0 has it as 10.1.1.10/24, in another network, which control-plane's 10.1.0.10/16 takes for its own: their masks are unequal",
    ])
  })

  test('a tunnel device without an entry', () => {
    expect(told(factsAt('control-plane', { ...healthy, neighbours: [] }))).toEqual([
      'certain: control-plane: vxlan.calico has no neighbour entry for 10.98.2.0, the tunnel address of worker2: nobody answers ARP in the tunnel',
    ])
  })

  test('forwarding entries: none, and one to another node', () => {
    expect(told(factsAt('control-plane', { ...healthy, forwarding: [] }))).toEqual([
      'certain: control-plane: vxlan.calico has no forwarding entry (fdb) for 66:00:00:00:01:10, the hardware address of 10.98.2.0, the tunnel address of worker2',
    ])
    const wrong = [{ mac: '66:00:00:00:01:10', device: 'vxlan.calico', destination: '10.1.0.1' }]
    expect(told(factsAt('control-plane', { ...healthy, forwarding: wrong }))).toEqual([
      "certain: control-plane: the forwarding entry (fdb) of vxlan.calico for 10.98.2.0, the tunnel address of worker2, points to 10.1.0.1, which is gw0's",
    ])
  })

  test('a frame that is for somebody else', () => {
    const packet = { ...flow, outer, device: 'eth1', frameTo: '02:00:00:00:01:10' }
    expect(told(factsAt('gw0', {}, { packet }))).toEqual([
      "certain: gw0: the frame on eth1 is for 02:00:00:00:01:10, which is worker2:net0's, and not for eth1's 02:00:00:00:00:01: the sender has a wrong neighbour entry",
    ])
  })

  test('an address that is there twice', () => {
    const thief = { devices: [device('net0', { addresses: ['10.1.1.10/24'] })], neighbours: [] }
    expect(told(factsAt('gw0', {}, { lab: { places: { worker3: thief } } }))).toEqual([
      'certain: worker2: the address 10.1.1.10 is there more than once: worker2:net0, worker3:net0 have it, and who answers ARP first gets the packets',
    ])
  })
})

test('a gateway that forwards nothing, and queues that lose', () => {
  const settings = { 'net.ipv4.ip_forward': '0' }
  const queues = [{ device: 'eth2', kind: 'netem', drops: 7, lossPercent: 5 }]
  expect(told(factsAt('gw0', { settings, queues }, { before: { 'queue eth2 netem': 4 } }))).toEqual([
    'certain: gw0: it forwards nothing: net.ipv4.ip_forward = 0',
    'certain: gw0: the queue of eth2 (netem), which loses 5 % on purpose, dropped 3 packets',
  ])
})
