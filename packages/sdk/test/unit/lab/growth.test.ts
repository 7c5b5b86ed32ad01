import { racks, type LabPreset } from '@underlay/configs'
import { expect, test } from 'vitest'
import { LabStateError } from '../../../src/errors.ts'
import { growthOf, type Growth } from '../../../src/lab/growth.ts'
import { refusal } from '../refusal.ts'

const two = racks({ name: 'lab', racks: 2, nodesPerRack: 2 })
const three = racks({ name: 'lab', racks: 3, nodesPerRack: 2 })

function growth({ kind, clab, files }: LabPreset, from: LabPreset = two): Growth {
  // As the supervisor keeps it.
  const before = JSON.parse(JSON.stringify({ kind: from.kind, fabric: { topology: from.clab, files: from.files } }))
  return growthOf(before, { kind, topology: clab, files })
}

const message = (grown: LabPreset, from = two): string => refusal(() => growth(grown, from), LabStateError).message

test('a rack more: its nodes, and nothing of the rest', () => {
  expect(growth(three)).toEqual({ nodes: ['worker4', 'worker5'], others: [] })
})

test('the same documents add nothing', () => {
  expect(growth(two)).toEqual({ nodes: [], others: [] })
})

test('a node that is gone, is another, or stands elsewhere', () => {
  expect(message(two, three)).toContain(
    'node worker4, number 5 of the kind config is not there any more, or is another',
  )
  const wider = racks({ name: 'lab', racks: 2, nodesPerRack: 3 })
  expect(message(wider)).toContain('node worker2, number 3 of the kind config')
  const { nodes = [] } = three.kind
  const labelled = nodes.map((node, index) => (index === 1 ? { ...node, labels: { disk: 'ssd' } } : node))
  expect(message({ ...three, kind: { ...three.kind, nodes: labelled } })).toContain('node worker, number 2')
})

test('other settings of the cluster', () => {
  const networking = { ...three.kind.networking, serviceSubnet: '10.97.0.0/16' }
  expect(message({ ...three, kind: { ...three.kind, networking } })).toContain('networking of the kind config')
})

test('a link that is another', () => {
  const links = (three.clab.topology.links ?? []).map((link, index) => (index === 0 ? { ...link, mtu: 9000 } : link))
  const clab = { ...three.clab, topology: { ...three.clab.topology, links } }
  expect(message({ ...three, clab })).toMatch(/^link \S+:\S+ to \S+:\S+ is not there any more, or is another/)
})

/** The preset with another node `gw0`. */
function withGateway(preset: LabPreset, change: (gateway: object) => object): LabPreset {
  const { gw0 = {}, ...others } = preset.clab.topology.nodes
  const nodes = { ...others, gw0: change(gw0) }
  return { ...preset, clab: { ...preset.clab, topology: { ...preset.clab.topology, nodes } } }
}

/** The preset with other words in the configuration of its gateway. */
function withConfig(preset: LabPreset, change: (text: string) => string): LabPreset {
  const files = Object.fromEntries(Object.entries(preset.files).map(([path, text]) => [path, change(text)]))
  expect(files).not.toEqual(preset.files)
  return { ...preset, files }
}

const having = (key: string, value: unknown) => (gateway: object) => ({ ...gateway, [key]: value })

const route = 'protocols { static { route 10.99.0.0/16 { next-hop 10.1.0.10 } } }\n'

test('a gateway that loses a route, a rule, or another name', () => {
  const routed = withConfig(two, (text) => route + text)
  expect(message(three, routed)).toContain('gw0: route 10.99.0.0/16 via 10.1.0.10 is not there any more')
  expect(
    growth(
      withConfig(three, (text) => route + text),
      two,
    ).nodes,
  ).toEqual(['worker4', 'worker5'])
  const renamed = withConfig(three, (text) => text.replace('host-name vyos', 'host-name edge'))
  expect(message(renamed)).toContain('gw0: host name is not there any more, or is another')
  const unmasked = withConfig(three, (text) => text.replace(/rule 100/, 'rule 200'))
  expect(message(unmasked)).toContain('gw0: source NAT rule 100')
})

test('a gateway with another sysctl, variable or kind', () => {
  const set = (value: string) => having('sysctls', { 'net.ipv4.conf.all.rp_filter': value })
  expect(message(withGateway(three, set('1')), withGateway(two, set('2')))).toContain('gw0: sysctl net.ipv4.conf.all')
  const named = (value: string) => having('env', { SITE: value })
  expect(message(withGateway(three, named('b')), withGateway(two, named('a')))).toContain('gw0: environment SITE')
  const other = withGateway(three, having('labels', { 'underlay.gateway': 'linux' }))
  expect(message(other)).toContain('gw0: kind is not there any more, or is another')
})
