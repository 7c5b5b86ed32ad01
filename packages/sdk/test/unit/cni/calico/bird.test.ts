import { expect, test } from 'vitest'
import { birdConfig } from '../../../../src/cni/calico/bird.ts'
import { calicoRecord } from '../../reference-lab.ts'

const direct = 'if bgp_next_hop ~ 10.1.5.0/24 then { ifname = "net0"; gw = bgp_next_hop; }'
const tunnel = 'ifname = "tunl0"; onlink = true; gw = bgp_next_hop;'

test.for([
  ['CrossSubnet', `  ${direct} else { ${tunnel} }`],
  ['Always', `  ${tunnel}`],
  ['Never', `  ${direct}`],
] as const)('in mode %s the next hop is set so', ([ipip, rule]) => {
  const config = birdConfig(calicoRecord({ ipip }), 'control-plane')
  const filter = config.slice(config.indexOf('filter to_kernel'), config.indexOf('protocol kernel'))
  expect(filter.split('\n').filter((line) => line.includes('bgp_next_hop'))).toEqual([rule])
})

test("it is the node's own mask that decides, not the peer's", () => {
  const { nodes, ...record } = calicoRecord()
  const wide = {
    ...record,
    nodes: { ...nodes, worker: { ...nodes['worker'], address: '10.1.5.11/20' } },
  } as typeof record & { nodes: typeof nodes }
  expect(birdConfig(wide, 'worker')).toContain('bgp_next_hop ~ 10.1.0.0/20 then')
  expect(birdConfig(wide, 'control-plane')).toContain('bgp_next_hop ~ 10.1.5.0/24 then')
})

test('a full mesh: one session to each other node, in the AS of the settings', () => {
  const config = birdConfig(calicoRecord({ asNumber: 65_001 }), 'worker2')
  expect(config.split('\n').filter((line) => line.startsWith('protocol bgp'))).toEqual([
    'protocol bgp Mesh_control_plane from mesh { neighbor 10.1.5.10 as 65001; passive; }',
    'protocol bgp Mesh_worker from mesh { neighbor 10.1.5.11 as 65001; passive; }',
    'protocol bgp Mesh_worker3 from mesh { neighbor 10.1.8.11 as 65001; }',
  ])
  expect(config).toContain('router id 10.1.8.10;')
  expect(config).toContain('local 10.1.8.10 as 65001;')
})

test('of every two nodes one connects and the other waits', () => {
  const record = calicoRecord()
  const names = Object.keys(record.nodes)
  const waits = names.flatMap((name) =>
    birdConfig(record, name)
      .split('\n')
      .filter((line) => line.startsWith('protocol bgp') && line.includes('passive;'))
      .map((line) => [name, /Mesh_(\w+)/.exec(line)?.[1]?.replace('_', '-')].sort().join(' ')),
  )
  const pairs = names.flatMap((a, index) => names.slice(index + 1).map((b) => [a, b].sort().join(' ')))
  expect(waits.sort()).toEqual(pairs.sort())
})

test('only the own block is told to the others, and it is a blackhole at home', () => {
  const config = birdConfig(calicoRecord(), 'worker')
  expect(config).toContain('route 10.98.85.128/26 blackhole;')
  expect(config).toContain('export where source = RTS_STATIC; next hop self;')
  expect(config).toContain('interface "-cali*", "-tunl*", "*";')
})

test('routes rank as those of a real Calico do', () => {
  expect(birdConfig(calicoRecord(), 'worker')).toMatch(/protocol kernel \{[^}]*\bmetric 1024;/)
})

test("short timers are the lab's; BIRD's own are left alone", () => {
  expect(birdConfig(calicoRecord(), 'worker')).toMatch(
    /connect delay time 1;\s+connect retry time 1;\s+error wait time 1, 2;/,
  )
  expect(birdConfig(calicoRecord(), 'worker', 'default')).not.toMatch(/(connect|error wait) .*time/)
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
