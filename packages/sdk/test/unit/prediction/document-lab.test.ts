import { defineLab, presets, racks } from '@underlay/configs'
import { predictPath } from '@underlay/evidence'
import { expect, test } from 'vitest'
import { documentLab } from '../../../src/prediction/document-lab.ts'

const wayOf = (name: keyof typeof presets, to: string) => {
  const [path] = predictPath(documentLab(presets[name].define()), 'pod/app-control-plane', to).paths
  return path?.forward
}

test.for([
  ['calico-ipip-crosssubnet', 'pod/app-worker2', 'ipip', 1480],
  ['calico-ipip-crosssubnet', 'pod/app-worker', 'none', 1480],
  ['calico-ipip-always', 'pod/app-worker', 'ipip', 1480],
  ['calico-vxlan-crosssubnet', 'pod/app-worker2', 'vxlan', 1450],
  ['calico-dual-stack', 'pod/app-worker2', 'vxlan', 1430],
  ['flannel-vxlan', 'pod/app-worker2', 'vxlan', 1450],
  ['flannel-vxlan', 'pod/app-worker', 'none', 1450],
] as const)('%s, that nobody has made: to %s it is %s, and %i bytes fit', ([name, to, encapsulation, bytes]) => {
  const way = wayOf(name, to)
  expect([way?.lost, way?.encapsulation, way?.largestPacketBytes]).toEqual([undefined, encapsulation, bytes])
})

test('the reference lab has the blocks of the published tutorial', () => {
  const { pods } = documentLab(presets['calico-ipip-crosssubnet'].define())
  expect(pods.map(({ place, ips }) => `${place} ${ips[0]?.split('.').slice(0, 3).join('.')}`)).toEqual([
    'pod/app-control-plane 10.98.81',
    'pod/app-worker 10.98.85',
    'pod/app-worker2 10.98.193',
    'pod/app-worker3 10.98.241',
  ])
})

test('a lab without a CNI has nodes; one without a fabric too', () => {
  const { kind, clab, files } = racks({ name: 'bare', racks: 2, nodesPerRack: 1 })
  const wired = documentLab(defineLab({ kind, clab, files }))
  expect(predictPath(wired, 'control-plane', 'worker').paths[0]?.forward.lost).toBeUndefined()
  expect(documentLab(defineLab({ kind })).pods).toEqual([])
})
