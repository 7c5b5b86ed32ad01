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
