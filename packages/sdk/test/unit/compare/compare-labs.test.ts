import { describe, expect, test } from 'vitest'
import type {
  LabSnapshot,
  PlaceSnapshot,
  SnapshotInterface,
  SnapshotNeighbour,
  SnapshotPacket,
} from '../../../src/compare/snapshot.ts'
import { compareLabs, type KnownDifference, type LabDifference, type Route, vethName } from '../../../src/index.ts'
import { recordedLab } from '../../recording/recorded-lab.ts'

type Mutable<T> = T extends object ? { -readonly [Key in keyof T]: Mutable<T[Key]> } : T
type Draft = Mutable<LabSnapshot>

const lab = recordedLab()

function changed(change: (draft: Draft) => void): LabSnapshot {
  const draft = structuredClone(lab) as Draft
  change(draft)
  return draft
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the recording has no such thing')
  return value
}

function place(draft: Draft, name: string): Mutable<PlaceSnapshot> {
  return found(draft.places[name])
}

function device(draft: Draft, at: string, name: string): Mutable<SnapshotInterface> {
  return found(place(draft, at).interfaces?.find((one) => one.name === name))
}

function route(draft: Draft, at: string, destination: string): Mutable<Route> {
  return found(place(draft, at).ipv4Routes?.find((one) => one.destination === destination))
}

function neighbours(draft: Draft, at: string): Mutable<SnapshotNeighbour>[] {
  return found(place(draft, at).neighbours)
}

function packet(draft: Draft, tap: string): Mutable<SnapshotPacket> {
  return found(draft.flows['cross']?.taps[tap]?.[0])
}

const there = { field: undefined, a: undefined } as const
const gone = { field: undefined, b: undefined } as const

test('a lab is like itself, strictly too', () => {
  expect(compareLabs(lab, lab)).toMatchObject({ differences: [], explained: [], unused: [], notCompared: [] })
  expect(compareLabs(lab, recordedLab(), { strict: true }).differences).toEqual([])
  expect(compareLabs(lab, lab).compared).toBeGreaterThan(150)
})

test('other MACs, pod names, veths, blocks and racks are the same lab', () => {
  const renamed = JSON.stringify(lab)
    .replaceAll('aa:c1:ab:', '5a:00:11:')
    .replaceAll('66:', '0a:')
    .replaceAll('app-2g24f', 'app-zzzzz')
    .replaceAll('cali0aaab42b9f5', 'cali00000000001')
    .replaceAll('10.98.81.4', '10.98.81.60')
    .replaceAll('10.98.193.', '10.98.7.')
    .replaceAll('10.1.8.', '10.200.8.')
    .replaceAll('172.18.', '172.19.')
  expect(renamed).not.toBe(JSON.stringify(lab))
  expect(compareLabs(lab, JSON.parse(renamed) as LabSnapshot, { strict: true }).differences).toEqual([])
})

const ipv6Route = {
  family: 6,
  type: 'unicast',
  source: undefined,
  onlink: false,
  mtuBytes: undefined,
  protocol: 'boot',
  metric: 1024,
} as const
const dual = changed((draft) => {
  found(draft.nodes[1]).addresses.push('fd00:1:5::b')
  found(draft.nodes[2]).blocks.push('fd98::c0/122')
  device(draft, 'worker', 'net0').addresses.push('fd00:1:5::b/64')
  device(draft, 'worker2', 'net0').addresses.push('fd00:1:8::a/64')
  place(draft, 'worker').ipv6Routes = [
    { ...ipv6Route, destination: 'fd98::c0/122', device: 'net0', nextHop: 'fd00:1:8::a' },
    { ...ipv6Route, destination: 'fd00:1:5::/64', device: 'net0', nextHop: undefined },
    { ...ipv6Route, destination: 'default', device: 'net0', nextHop: 'fd00:1:5::1' },
    { ...ipv6Route, destination: 'default', device: 'net0', nextHop: 'fd00:1:5::2' },
  ]
})

test('IPv6 has the same roles', () => {
  const renamed = JSON.parse(
    JSON.stringify(dual).replaceAll('fd00:1:', 'fd77:3:').replaceAll('fd98::c0', 'fdaa::40'),
  ) as LabSnapshot
  const routes = place(renamed as Draft, 'worker').ipv6Routes ?? []
  expect(compareLabs(dual, renamed, { strict: true }).differences).toEqual([])
  place(renamed as Draft, 'worker').ipv6Routes = routes.toReversed()
  expect(compareLabs(dual, renamed).differences).toEqual([])
  const other = structuredClone(renamed) as Draft
  place(other, 'worker').ipv6Routes = [{ ...found(routes[0]), nextHop: 'fd77:3:5::b' }, ...routes.slice(1, 3)]
  expect(compareLabs(dual, other).differences).toEqual([
    expect.objectContaining({ key: 'IPv6 block of worker2', field: 'nextHop', a: 'worker2:net0', b: 'worker' }),
    expect.objectContaining({ key: 'IPv6 default #2', ...gone }),
  ])
})

type Planted = readonly [what: string, change: (draft: Draft) => void, difference: Partial<LabDifference>]

const planted: readonly Planted[] = [
  ['a node', (draft) => draft.nodes.push({ name: 'worker4', addresses: [], blocks: [] }), { what: 'node', ...there }],
  ['a second block', (draft) => found(draft.nodes[1]).blocks.push('10.98.9.0/26'), { field: 'blocks', a: 1, b: 2 }],
  ['a pod less', (draft) => draft.pods.pop(), { place: 'lab', what: 'pod', ...gone }],
  ['a device less', (draft) => place(draft, 'worker').interfaces?.shift(), { what: 'interface', key: 'lo', ...gone }],
  ['its kind', (draft) => (device(draft, 'worker', 'vxlan.calico').kind = 'ipip'), { field: 'kind', b: 'ipip' }],
  ['VNI', (draft) => (device(draft, 'worker', 'vxlan.calico').settings['id'] = 1), { field: 'id', a: 4096, b: 1 }],
  [
    'local address',
    (draft) => (device(draft, 'worker', 'vxlan.calico').settings['local'] = '172.18.0.3'),
    { field: 'local', a: 'worker', b: 'worker3:eth0' },
  ],
  ['flags', (draft) => (device(draft, 'worker', 'net0').flags = ['NOARP', 'UP']), { field: 'flags', b: 'NOARP UP' }],
  ['MTU', (draft) => (device(draft, 'pod/app-2g24f', 'eth0').mtuBytes = 1500), { field: 'mtu', a: 1450, b: 1500 }],
  ['a prefix', (draft) => (device(draft, 'worker', 'net0').addresses = ['10.1.5.11/32']), { b: 'IPv4/32' }],
  [
    'another ordinal of the block',
    (draft) => (device(draft, 'worker', 'vxlan.calico').addresses = ['10.98.85.130/32']),
    { field: 'addresses', b: 'in the block of worker/32' },
  ],
  [
    'a MAC of its own',
    (draft) => (device(draft, 'worker', vethName('default', 'app-zc88l')).mac = '0a:00:00:00:00:01'),
    { field: 'mac' },
  ],
  ['a port of a bridge', (draft) => (device(draft, 'worker', 'net0').master = 'br0'), { field: 'master', b: 'br0' }],
  ['a route less', (draft) => place(draft, 'worker').ipv4Routes?.pop(), { what: 'route', ...gone }],
  ['type', (draft) => (route(draft, 'worker', '10.98.85.128/26').type = 'unreachable'), { field: 'type' }],
  [
    'device',
    (draft) => (route(draft, 'worker', '10.98.193.192/26').device = 'net0'),
    { key: 'block of worker2', field: 'device', a: 'vxlan.calico', b: 'net0' },
  ],
  [
    'next hop',
    (draft) => (route(draft, 'worker', '10.98.193.192/26').nextHop = '10.98.241.128'),
    { field: 'nextHop', a: 'worker2:vxlan.calico', b: 'worker3:vxlan.calico' },
  ],
  ['source', (draft) => (route(draft, 'worker', '10.1.5.0/24').source = '172.18.0.3'), { b: 'worker3:eth0' }],
  ['onlink', (draft) => (route(draft, 'worker', '10.98.193.192/26').onlink = false), { field: 'onlink', b: false }],
  [
    'MTU of a route',
    (draft) => (route(draft, 'worker', '10.98.193.192/26').mtuBytes = 1480),
    { field: 'mtu', b: 1480 },
  ],
  [
    'a pod’s route',
    (draft) => (route(draft, 'pod/app-2g24f', 'default').nextHop = '10.1.5.1'),
    { place: 'pod/app@control-plane', key: 'default', a: '169.254.1.1', b: 'gw0:eth1' },
  ],
  [
    'a programmed neighbour less',
    (draft) => (place(draft, 'worker').neighbours = neighbours(draft, 'worker').filter((one) => !one.permanent)),
    { what: 'neighbour', ...gone },
  ],
  [
    'a learned neighbour’s MAC',
    (draft) => {
      for (const one of neighbours(draft, 'worker')) if (one.address === '10.1.5.10') one.mac = '0a:00:00:00:00:09'
    },
    { what: 'neighbour', key: 'control-plane', field: 'mac', a: 'control-plane:net0', b: '0a:00:00:00:00:09' },
  ],
  [
    'a pod’s MAC on the other node’s bridge port',
    (draft) =>
      place(draft, 'worker').fdb?.push({ mac: '6a:c7:26:c8:89:c3', device: 'cali0aaab42b9f5', permanent: true }),
    { what: 'fdb', key: 'app@control-plane on cali0aaab42b9f5', ...there },
  ],
  [
    'where the tunnel leads',
    (draft) => {
      for (const one of place(draft, 'worker').fdb ?? [])
        if (one.destination === '10.1.8.10') one.destination = '10.1.8.11'
    },
    { what: 'fdb', field: 'destination', a: 'worker2', b: 'worker3' },
  ],
  [
    'a packet less',
    (draft) => found(draft.flows['cross']).taps['gw0:eth1']?.shift(),
    { place: 'gw0:eth1', what: 'flow', field: 'messages' },
  ],
  [
    'a tap that saw nothing sees one',
    (draft) => found(draft.flows['cross']).taps['worker:net0']?.push(packet(draft, 'gw0:eth1')),
    { place: 'worker:net0', what: 'flow', a: 'none', b: '1 echo request →' },
  ],
  [
    'order',
    (draft) =>
      found(draft.flows['cross']).taps['gw0:eth1']?.push(
        ...found(found(draft.flows['cross']).taps['gw0:eth1']?.splice(0, 1)),
      ),
    { place: 'gw0:eth1', what: 'flow', field: 'messages' },
  ],
  ['layers', (draft) => (packet(draft, 'gw0:eth1').protocols = 'eth:ethertype:ip:ip:icmp'), { field: 'protocols' }],
  ['overhead', (draft) => (packet(draft, 'gw0:eth1').headerBytes = 34), { field: 'headerBytes', b: '34 | 64' }],
  ['who sends', (draft) => (packet(draft, 'gw0:eth2').fields['eth.src'] = 'aa:c1:ab:4b:e3:0e'), { field: 'eth.src' }],
  ['the outer TTL', (draft) => (packet(draft, 'gw0:eth2').fields['ip.ttl'] = 62), { field: 'ip.ttl', b: '62 | 63' }],
  ['the inner TTL', (draft) => (packet(draft, 'gw0:eth2').fields['ip.ttl#2'] = 62), { field: 'ip.ttl#2' }],
  ['DF', (draft) => (packet(draft, 'gw0:eth2').fields['ip.flags.df'] = true), { field: 'ip.flags.df' }],
  ['a length', (draft) => (packet(draft, 'gw0:eth2').fields['ip.len'] = 135), { field: 'ip.len', b: '134 | 135' }],
  ['a port', (draft) => (packet(draft, 'gw0:eth2').fields['udp.dstport'] = 8472), { field: 'udp.dstport' }],
  ['a VNI', (draft) => (packet(draft, 'gw0:eth2').fields['vxlan.vni'] = 1), { field: 'vxlan.vni', b: '1 | 4096' }],
  ['a checksum', (draft) => (packet(draft, 'gw0:eth2').fields['udp.checksum'] = 'absent'), { b: 'absent | good' }],
  [
    'an inner address',
    (draft) => (packet(draft, 'gw0:eth2').fields['ip.src#2'] = '10.98.81.0'),
    { field: 'ip.src#2', a: 'app@control-plane', b: 'app@control-plane | control-plane:vxlan.calico' },
  ],
]

describe('what differs is found', () => {
  test.for(planted)('%s', ([, change, difference]) => {
    const { differences } = compareLabs(lab, changed(change))
    expect(differences).toContainEqual(expect.objectContaining(difference))
    const turned = compareLabs(changed(change), lab).differences.map(({ a, b, ...rest }) => ({ ...rest, a: b, b: a }))
    expect(turned).toHaveLength(differences.length)
    expect(turned).toContainEqual(expect.objectContaining(difference))
  })
})

const withoutMeaning: readonly (readonly [string, (draft: Draft) => void])[] = [
  ['a route’s protocol', (draft) => (route(draft, 'worker', '10.98.85.128/26').protocol = 'bird')],
  ['its metric', (draft) => (route(draft, 'worker', '10.98.85.128/26').metric = 1024)],
  [
    'a learned neighbour less',
    (draft) => (place(draft, 'worker').neighbours = neighbours(draft, 'worker').filter((one) => one.permanent)),
  ],
  [
    'groups of the kernel',
    (draft) => {
      place(draft, 'worker').fdb = found(place(draft, 'worker').fdb).filter(({ mac }) => !mac.startsWith('33:33'))
    },
  ],
]

test.for(withoutMeaning)('%s has no meaning, and is found strictly', ([, change]) => {
  expect(compareLabs(lab, changed(change)).differences).toEqual([])
  expect(compareLabs(lab, changed(change), { strict: true }).differences).not.toEqual([])
})

test('a packet with other headers is one difference', () => {
  const other = changed((draft) => {
    for (const one of draft.flows['cross']?.taps['gw0:eth1'] ?? []) {
      if (one.message === 'SYN')
        Object.assign(one, { protocols: 'eth:ethertype:ip:ip:tcp', headerBytes: 34, fields: {} })
    }
  })
  expect(compareLabs(lab, other).differences.map(({ key, field }) => `${key} ${field}`)).toEqual([
    'cross: SYN → protocols',
  ])
})

test('a MAC that many devices have is nobody’s, though some learned it as somebody’s', () => {
  const learned = changed((draft) => {
    const entry = { address: '169.254.1.1', device: 'eth0', mac: 'ee:ee:ee:ee:ee:ee', permanent: false }
    place(draft, 'pod/app-2g24f').neighbours = [entry]
  })
  expect(compareLabs(lab, learned).differences).toEqual([])
})

test('where nobody looked, nothing is missing', () => {
  const less = changed((draft) => {
    delete draft.places['worker3']
    delete place(draft, 'worker').fdb
    delete found(draft.flows['cross']).taps['gw0:eth2']
  })
  const { differences, notCompared } = compareLabs(lab, less)
  expect(notCompared.every(({ only }) => only === 'a')).toBe(true)
  expect(notCompared.map(({ scope }) => scope)).toEqual(
    expect.arrayContaining(['worker3 interfaces', 'worker3 IPv4 routes', 'worker fdb', 'cross at gw0:eth2']),
  )
  expect(differences.filter(({ place: at }) => at === 'worker3')).toEqual([])
})

describe('known differences', () => {
  const other = changed((draft) => (route(draft, 'worker', '10.98.193.192/26').mtuBytes = 1480))
  const known = {
    place: 'work*',
    what: 'route',
    key: 'block of *',
    field: 'mtu',
    a: '1450',
    b: '14*',
    reason: 'planted',
  } as const

  test('are explained, each with its reason', () => {
    const { differences, explained, unused } = compareLabs(lab, other, { known: [known] })
    expect([differences, unused]).toEqual([[], []])
    expect(explained.map(({ because }) => because.reason)).toEqual(['planted'])
  })

  const misses: readonly Partial<KnownDifference>[] = [
    { place: 'worker2' },
    { what: 'neighbour' },
    { key: 'block' },
    { field: 'onlink' },
    { a: false },
    { b: '150.' },
  ]

  test.for(misses)('are no others: %o', (miss) => {
    const wrong = { ...known, ...miss }
    const { differences, unused } = compareLabs(lab, other, { known: [wrong] })
    expect([differences.length, unused]).toEqual([1, [wrong]])
  })

  test('an absent side is `false`', () => {
    const less = changed((draft) => place(draft, 'worker').ipv4Routes?.pop())
    const gap: KnownDifference = { what: 'route', key: 'network of eth0', b: false, reason: 'planted' }
    expect(compareLabs(lab, less, { known: [gap] }).differences).toEqual([])
    expect(compareLabs(less, lab, { known: [gap] }).differences).toHaveLength(1)
  })
})
