import { expect, test } from 'vitest'
import { deriveAutodetection } from '../../../../src/cni/calico/autodetection.ts'
import { planCalicoNode, planCalicoRules } from '../../../../src/cni/calico/plan-node.ts'
import type { CalicoRecord } from '../../../../src/cni/record.ts'
import { formatRoute, parseRoutes } from '../../../../src/routes/routes.ts'
import { calicoRecord, fabric } from '../../reference-lab.ts'
import { recordedDevices, recording } from '../../recording.ts'

const tunl0 = new Set(['lo', 'net0', 'tunl0'])
const plan = (calico: CalicoRecord, node: string, last?: CalicoRecord, devices: ReadonlySet<string> = tunl0) =>
  [planCalicoNode, planCalicoRules].flatMap(
    (one) => one(calico, node, { devices, ...(last && { calico: last }) }).instructions,
  )
const linesOf = (verb: string, instructions: readonly string[]): string[] =>
  instructions.filter((line) => line.startsWith(`${verb} `)).map((line) => line.slice(verb.length + 1))
const rulesOf = (instructions: readonly string[]): string => linesOf('nft', instructions).join('\n')

const vxlan = calicoRecord({ ipip: 'Never', vxlan: 'CrossSubnet' })
const names = ['control-plane', 'worker', 'worker2', 'worker3'] as const

test.for(['Always', 'CrossSubnet'] as const)('in mode %s the tunnel device has the ordinal 0 of the block', (ipip) => {
  expect(linesOf('ip', plan(calicoRecord({ ipip }), 'worker2'))).toEqual([
    'link set tunl0 mtu 1480 up',
    'addr replace 10.98.193.192/32 dev tunl0',
  ])
})

test('in mode Never the tunnel device is down and has no address; where there is none it is left alone', () => {
  const never = calicoRecord({ ipip: 'Never' })
  expect(linesOf('ip', plan(never, 'worker'))).toEqual(['addr flush dev tunl0', 'link set tunl0 down'])
  expect(linesOf('ip', plan(never, 'worker', undefined, new Set(['lo', 'net0'])))).toEqual([])
})

test("an MTU of the settings is the tunnel's", () => {
  expect(plan(calicoRecord({ mtuBytes: 1400 }), 'worker')[0]).toBe('ip link set tunl0 mtu 1400 up')
})

test.for(names)('the VXLAN device of %s is the recorded one', (node) => {
  const lines = linesOf('ip', plan(vxlan, node))
  const real = recordedDevices(`${node}.addr.json`).find(({ ifname }) => ifname === 'vxlan.calico')
  const own = vxlan.nodes[node]?.addresses[0]?.address.split('/')[0]
  expect(lines).toContain(
    `link add vxlan.calico address ${real?.address} type vxlan id 4096 dstport 4789 local ${own} dev net0 nolearning`,
  )
  const address = real?.addr_info.find(({ family }) => family === 'inet')
  expect(lines).toContain(`link set vxlan.calico mtu ${real?.mtu} up`)
  expect(lines).toContain(`addr replace ${address?.local}/${address?.prefixlen} dev vxlan.calico`)
})

test.for(names)('the routes of %s between nodes are the recorded ones', (node) => {
  const planned = linesOf('ip', plan(vxlan, node)).flatMap((line) => /^route replace (.*)$/.exec(line)?.[1] ?? [])
  const real = parseRoutes(recording(`${node}.route.json`)).filter(
    ({ destination }) => destination.startsWith('10.98.') && destination.endsWith('/26'),
  )
  expect(real).toHaveLength(4)
  expect(planned.map((line) => line.replace(' proto 80', '')).sort()).toEqual(real.map(formatRoute).sort())
  expect(
    planned
      .filter((line) => line.includes('proto 80'))
      .map((line) => /\S+\/26/.exec(line)?.[0])
      .sort(),
  ).toEqual(
    real
      .filter(({ protocol }) => protocol === '80')
      .map(({ destination }) => destination)
      .sort(),
  )
})

test.for(names)('the neighbours and forwarding entries of %s are the recorded ones', (node) => {
  const instructions = plan(vxlan, node)
  const neighbours = linesOf('ip', instructions).filter((line) => line.startsWith('neigh '))
  const realNeighbours: readonly { dst: string; dev: string; lladdr: string; state: string[] }[] = JSON.parse(
    recording(`${node}.neigh.json`),
  )
  const permanent = realNeighbours.filter(({ dev, state }) => dev === 'vxlan.calico' && state.includes('PERMANENT'))
  expect(permanent).toHaveLength(3)
  expect(neighbours.sort()).toEqual(
    permanent.map(({ dst, lladdr }) => `neigh replace ${dst} lladdr ${lladdr} dev vxlan.calico nud permanent`).sort(),
  )
  const realForwarding: readonly { mac: string; ifname: string; dst?: string }[] = JSON.parse(
    recording(`${node}.fdb.json`),
  )
  const entries = realForwarding.filter(({ ifname }) => ifname === 'vxlan.calico')
  expect(linesOf('bridge', instructions).sort()).toEqual(
    entries.map(({ mac, dst }) => `fdb replace ${mac} dev vxlan.calico dst ${dst} self permanent`).sort(),
  )
})

test('in mode Always nothing goes to a node directly', () => {
  const lines = linesOf('ip', plan(calicoRecord({ ipip: 'Never', vxlan: 'Always' }), 'worker'))
  expect(lines.filter((line) => line.startsWith('route replace') && line.includes('dev net0'))).toEqual([])
})

test('what is wanted already is kept; a new mode takes the device away, and with it all that it had', () => {
  const there = new Set([...tunl0, 'vxlan.calico'])
  const first = linesOf('ip', plan(vxlan, 'worker', vxlan, there))
  expect(first.filter((line) => line.startsWith('link') && line.includes('vxlan'))).toEqual([
    'link set vxlan.calico mtu 1450 up',
  ])
  const always = calicoRecord({ ipip: 'Never', vxlan: 'Always' })
  expect(linesOf('ip', plan(always, 'worker', vxlan, there))).toEqual(
    expect.arrayContaining([
      'link del vxlan.calico',
      '-4 route flush proto 80',
      expect.stringMatching(/^link add vxlan.calico/),
    ]),
  )
  const ipip = linesOf('ip', plan(calicoRecord(), 'worker', vxlan, there))
  expect(ipip).toEqual(expect.arrayContaining(['link del vxlan.calico', '-4 route flush proto 80']))
  expect(ipip.join('\n')).not.toContain('link add')
})

test('a node that comes later adds its entries, and nothing goes', () => {
  const { worker3: _, ...others } = vxlan.nodes
  const lines = linesOf('ip', plan(vxlan, 'worker', { ...vxlan, nodes: others }, new Set([...tunl0, 'vxlan.calico'])))
  expect(lines.filter((line) => /^(link (del|add)|-4 route flush)/.test(line))).toEqual([])
  expect(lines).toContain('route replace 10.98.241.128/26 via 10.98.241.128 dev vxlan.calico onlink mtu 1450')
})

test('two pools: the IPIP one has tunl0, the VXLAN one has vxlan.calico, each with an address of its own', () => {
  const mixed = calicoRecord({
    pools: [
      { cidr: '10.98.0.0/17', ipip: 'CrossSubnet' },
      { cidr: '10.98.128.0/17', vxlan: 'CrossSubnet' },
    ],
  })
  const lines = linesOf('ip', plan(mixed, 'worker'))
  const [lower, upper] = mixed.nodes['worker']?.blocks.map((block) => block.split('/')[0]) ?? []
  expect(lines).toContain(`addr replace ${lower}/32 dev tunl0`)
  expect(lines).toContain(`addr replace ${upper}/32 dev vxlan.calico`)
  expect(lines.filter((line) => line.includes(`${lower}/26`))).toEqual([])
})

test('tunnel packets are let in from the nodes of the cluster only', () => {
  const rules = rulesOf(plan(calicoRecord(), 'worker'))
  expect(rules).toContain('elements = { 10.1.5.10, 10.1.5.11, 10.1.8.10, 10.1.8.11 }')
  expect(rules).toContain('ip protocol 4 ip saddr != @all-hosts-net counter drop')
  expect(rules).not.toContain('4789')
  const vxlanRules = rulesOf(plan(vxlan, 'worker'))
  expect(vxlanRules).toContain('udp dport 4789 fib daddr type local ip saddr != @all-hosts-net counter drop')
  expect(vxlanRules).toContain('udp dport 4789 notrack')
  expect(vxlanRules).not.toContain('protocol 4')
})

test('a pod that sends with an address of another is dropped', () => {
  expect(rulesOf(plan(calicoRecord(), 'worker'))).toContain('iifname "cali*" fib saddr . iif oif missing counter drop')
})

test('what leaves the pools is masqueraded, of the pools that say so', () => {
  const masquerade = 'ip saddr @masq-ipam-pools ip daddr != @all-ipam-pools masquerade'
  expect(rulesOf(plan(calicoRecord(), 'worker'))).toContain(masquerade)
  const off = rulesOf(plan(calicoRecord({ natOutgoing: false }), 'worker'))
  expect(off).not.toContain('@masq-ipam-pools')
  const hosts = calicoRecord({ natOutgoingExclusions: 'IPPoolsAndHostIPs' })
  expect(rulesOf(plan(hosts, 'worker'))).toContain('@all-ipam-pools ip daddr != @all-hosts-net masquerade')
  const two = calicoRecord({ pools: [{ cidr: '10.98.0.0/17', natOutgoing: true }, { cidr: '10.98.128.0/17' }] })
  expect(rulesOf(plan(two, 'worker'))).toContain(
    'masq-ipam-pools { type ipv4_addr; flags interval; elements = { 10.98.0.0/17 }; }',
  )
})

test('the table is replaced as a whole', () => {
  const rules = linesOf('nft', plan(calicoRecord(), 'worker'))
  expect(rules.slice(0, 3)).toEqual(['table ip calico', 'delete table ip calico', 'table ip calico {'])
})

test('a dual-stack cluster has a second device, routes and rules of the other family', () => {
  const dual = calicoRecord({ ipip: 'Never', vxlan: 'CrossSubnet' }, ['10.98.0.0/16', 'fd00:10:98::/56'])
  const instructions = plan(dual, 'control-plane')
  const lines = linesOf('ip', instructions)
  const six = (node: string): string => dual.nodes[node]?.blocks.find((block) => block.includes(':')) ?? ''
  expect(six('worker2')).toMatch(/\/122$/)
  expect(lines).toContain('link set vxlan-v6.calico mtu 1430 up')
  expect(lines).toContain(`route replace blackhole ${six('control-plane')} proto 80`)
  expect(lines).toContain(`route replace ${six('worker')} via fd00:10:1:5::11 dev net0 proto 80 onlink`)
  const vtep = six('worker2').split('/')[0]
  expect(lines).toContain(`route replace ${six('worker2')} via ${vtep} dev vxlan-v6.calico onlink mtu 1430`)
  const rules = rulesOf(instructions)
  expect(rules).toContain('table ip6 calico')
  expect(rules).toContain('masq-ipam-pools { type ipv6_addr; flags interval; }')
})

test('autodetection takes the interface that the topology gives the nodes', () => {
  expect(deriveAutodetection(fabric)).toBe('interface=net0')
})

test("autodetection names every interface that the topology uses, and is Calico's own without one", () => {
  const servers = fabric.servers.map((server, index) => ({
    ...server,
    addresses: [{ interface: index < 2 ? 'net0' : 'eth1', address: '10.1.5.10/24' }],
  }))
  expect(deriveAutodetection({ ...fabric, servers })).toBe('interface=net0,eth1')
  expect(deriveAutodetection({ ...fabric, servers: [] })).toBe('first-found')
})
