import { expect, test } from 'vitest'
import { birdConfig } from '../../../../src/cni/calico/bird.ts'
import type { CalicoRecord } from '../../../../src/cni/record.ts'
import { calicoRecord } from '../../reference-lab.ts'

const tunnel = '{ ifname = "tunl0"; onlink = true; gw = bgp_next_hop; accept; }'
const pool = 'if net ~ 10.98.0.0/16'

function kernelRules(calico: CalicoRecord, node = 'control-plane', family = 4): string[] {
  const config = birdConfig(calico, node)
  const filter = config.slice(
    config.indexOf(`filter to_kernel${family}`),
    config.indexOf(`protocol kernel kernel${family}`),
  )
  return filter
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('if net'))
}

const sessions = (calico: CalicoRecord, node: string): string[] =>
  birdConfig(calico, node)
    .split(/^(?=protocol bgp )/m)
    .slice(1)
    .map((text) => text.replaceAll(/\s+/g, ' ').trim())

test.for([
  ['CrossSubnet', `${pool} && source = RTS_BGP && !(bgp_next_hop ~ 10.1.5.0/24) then ${tunnel}`],
  ['Always', `${pool} && source = RTS_BGP then ${tunnel}`],
  ['Never', `${pool} then accept;`],
] as const)('in mode %s the kernel gets such routes', ([ipip, rule]) => {
  expect(kernelRules(calicoRecord({ ipip }))).toEqual([rule])
})

test('a VXLAN pool is not for the kernel: Felix programs it', () => {
  expect(kernelRules(calicoRecord({ ipip: 'Never', vxlan: 'CrossSubnet', bgp: {} }))).toEqual([`${pool} then reject;`])
})

test("it is the node's own mask that decides, not the peer's", () => {
  const record = calicoRecord()
  const { worker, ...others } = record.nodes
  if (worker === undefined) throw new Error('the lab has a worker')
  const addresses = [{ interface: 'net0', address: '10.1.5.11/20' }]
  const wide = { ...record, nodes: { ...others, worker: { ...worker, addresses } } }
  expect(kernelRules(wide, 'worker').join()).toContain('!(bgp_next_hop ~ 10.1.0.0/20)')
  expect(kernelRules(wide).join()).toContain('!(bgp_next_hop ~ 10.1.5.0/24)')
})

test('a full mesh: one session to each other node, in the AS of the settings', () => {
  const config = calicoRecord({ asNumber: 65_001 })
  const channel = 'ipv4 { import all; export filter { to_peer4(true); }; }; }'
  expect(sessions(config, 'worker2')).toEqual([
    `protocol bgp Mesh_10_1_5_10 from calico { local 10.1.8.10 as 65001; neighbor 10.1.5.10 as 65001; ${channel}`,
    `protocol bgp Mesh_10_1_5_11 from calico { local 10.1.8.10 as 65001; neighbor 10.1.5.11 as 65001; ${channel}`,
    `protocol bgp Mesh_10_1_8_11 from calico { local 10.1.8.10 as 65001; neighbor 10.1.8.11 as 65001; passive; ${channel}`,
  ])
  expect(birdConfig(config, 'worker2')).toContain('router id 10.1.8.10;')
})

test('of every two nodes one connects and the other waits', () => {
  const record = calicoRecord()
  const own = (name: string): string =>
    record.nodes[name]?.addresses[0]?.address.split('/')[0]?.replaceAll('.', '_') ?? ''
  const names = Object.keys(record.nodes)
  const waits = names.flatMap((name) =>
    sessions(record, name)
      .filter((session) => session.includes('passive;'))
      .map((session) => [own(name), /Mesh_(\w+)/.exec(session)?.[1] ?? ''].sort().join(' ')),
  )
  const pairs = names.flatMap((a, index) => names.slice(index + 1).map((b) => [own(a), own(b)].sort().join(' ')))
  expect(waits.sort()).toEqual(pairs.sort())
})

test('the own block is told to the others, nothing inside of it, and it is a blackhole at home', () => {
  const config = birdConfig(calicoRecord(), 'worker')
  expect(config).toContain('route 10.98.85.128/26 blackhole;')
  expect(config).toMatch(
    /if net = 10.98.85.128\/26 then accept;\s+if net ~ 10.98.85.128\/26 then reject;\s+if net ~ 10.98.0.0\/16/,
  )
  expect(config).toContain('interface "-cali*", "-kube-ipvs*", "*"')
})

test('routes rank as those of a real Calico do', () => {
  expect(birdConfig(calicoRecord(), 'worker')).toMatch(/protocol kernel kernel4 \{[^}]*\bmetric 1024;/)
})

test("short timers are the lab's; BIRD's own are left alone", () => {
  const timers = /connect delay time 1;\s+connect retry time 1;\s+error wait time 1, 2;/
  expect(birdConfig(calicoRecord(), 'worker')).toMatch(timers)
  expect(birdConfig(calicoRecord(), 'worker', 'default')).not.toMatch(/(connect|error wait) .*time/)
})

test('a dual-stack node has sessions over IPv6 for its IPv6 routes', () => {
  const dual = calicoRecord({ ipip: 'CrossSubnet' }, ['10.98.0.0/16', 'fd00:10:98::/56'])
  expect(kernelRules(dual, 'worker', 6)).toEqual(['if net ~ fd00:10:98::/56 then accept;'])
  const six = sessions(dual, 'worker').filter((session) => session.includes('ipv6'))
  expect(six.map((session) => /neighbor (\S+)/.exec(session)?.[1])).toEqual([
    'fd00:10:1:5::10',
    'fd00:10:1:8::10',
    'fd00:10:1:8::11',
  ])
})

test('every brace is closed', () => {
  for (const ipip of ['Always', 'CrossSubnet', 'Never'] as const) {
    const config = birdConfig(calicoRecord({ ipip }), 'worker3')
    expect(config.split('{').length).toBe(config.split('}').length)
  }
})

test('a node that Calico does not know has no configuration', () => {
  expect(() => birdConfig(calicoRecord(), 'worker9')).toThrow(new TypeError('no node worker9'))
})
