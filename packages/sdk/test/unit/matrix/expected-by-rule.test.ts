import { describeCluster, type CniModel } from '@underlay/configs'
import type { PathLab } from '@underlay/evidence'
import { expect, test } from 'vitest'
import { expectedByRule } from '../../../src/matrix/expected-by-rule.ts'
import type { LabMatrixEnd } from '../../../src/matrix/matrix-ends.ts'
import { preset } from '../reference-lab.ts'

const cluster = describeCluster(preset.kind)
const [first = '', second = ''] = cluster.nodes.map(({ name }) => name)

function labWith(mode: Partial<Pick<CniModel, 'ipip' | 'vxlan'>>, addresses: readonly [string, string]): PathLab {
  const modes = { ipip: 'Never', vxlan: 'Never', ...mode } as const
  const pool = { cidr: '10.98.0.0/16', ...modes, tunnel: undefined, natOutgoing: true }
  const [a, b] = addresses.map((address) => ({ address, blocks: [] }))
  const cni = {
    name: 'calico',
    podCidr: pool.cidr,
    ...modes,
    tunnel: undefined,
    pools: [pool],
    nodes: { ...(a && { [first]: a }), ...(b && { [second]: b }) },
  } as const
  return { cluster, cni, pods: [], services: [] }
}

function end(node: string, address: string, nodeCidrs: readonly string[] = []): LabMatrixEnd {
  return { name: node, node, address, taps: [`${node}:eth0`], nodeCidrs }
}

const [from, to] = [end('control-plane', '10.98.0.2', ['10.1.5.10/24']), end('worker', '10.98.1.2', ['10.1.8.11/24'])]

test.for([
  [{ ipip: 'CrossSubnet' }, ['10.1.5.10/24', '10.1.5.11/24'], 'none', 'inside of control-plane’s 10.1.5.10/24'],
  [{ ipip: 'CrossSubnet' }, ['10.1.5.10/24', '10.1.8.11/24'], 'ipip', 'outside of control-plane’s 10.1.5.10/24'],
  [{ ipip: 'CrossSubnet' }, ['10.1.5.10/32', '10.1.5.11/24'], 'ipip', 'outside of control-plane’s 10.1.5.10/32'],
  [{ vxlan: 'CrossSubnet' }, ['10.1.5.10', '10.1.8.11'], 'vxlan', 'outside of control-plane’s 10.1.5.10/24'],
  [{ vxlan: 'Always' }, ['10.1.5.10/24', '10.1.5.11/24'], 'vxlan', 'every packet from node to node'],
  [{}, ['10.1.5.10/24', '10.1.8.11/24'], 'none', 'encapsulates nothing'],
  [{ vxlan: 'CrossSubnet' }, ['10.9.9.9', '10.1.8.11'], undefined, 'the mask of control-plane’s address is not known'],
] as const)('%j with %j: %s', ([mode, addresses, encapsulation, reason]) => {
  const expected = expectedByRule(labWith(mode, addresses), from, to)
  expect(expected.encapsulation).toBe(encapsulation)
  expect(expected.reason).toContain(reason.replaceAll('’', "'"))
})

test('what goes to a node is plain, and of another CNI nothing is known', () => {
  const lab = labWith({ vxlan: 'Always' }, ['10.1.5.10/24', '10.1.8.11/24'])
  expect(expectedByRule(lab, from, end('worker', '10.1.8.11')).encapsulation).toBe('none')
  const { cni: __, ...unknown } = lab
  expect(expectedByRule(unknown, from, to)).toEqual({
    reason: 'the CNI is neither Calico nor flannel: its rule is not known',
  })
})

test('of a pod in a family that no network is shown of, nothing is known; a node there is plain', () => {
  const lab = labWith({ vxlan: 'Always' }, ['10.1.5.10/24', '10.1.8.11/24'])
  const peer = end('worker', 'fd00:98::2')
  const endpoint = { place: 'pod/app', node: 'worker', address: peer.address, addresses: [peer.address] } as never
  expect(expectedByRule(lab, from, { ...peer, endpoint })).toEqual({
    reason: "of pods' IPv6 addresses calico shows no network",
  })
  expect(expectedByRule(lab, from, peer).encapsulation).toBe('none')
})
