import { describeCluster, describeFabric, racks } from '@underlay/configs'
import { expect, test } from 'vitest'
import { clusterOf } from '../../../src/cluster/cluster.ts'
import { UnknownNameError } from '../../../src/errors.ts'
import { modelOf } from '../../../src/engine/netns/model.ts'
import type { LabState } from '../../../src/lab/state.ts'
import { refusal } from '../refusal.ts'
import { fakeEngine } from './fake-engine.ts'

function labOf(ipFamily: 'ipv4' | 'ipv6' | 'dual') {
  const { name, kind, clab: wired, files } = racks({ name: 'lab', racks: 2, nodesPerRack: 1, ipFamily })
  const nodes = { ...wired.topology.nodes, pc1: { kind: 'linux' } }
  const clab = { ...wired, topology: { ...wired.topology, nodes } }
  const fabric = { topology: clab, files }
  const state: LabState = {
    name,
    lifetime: 'process',
    kind,
    taints: {},
    fabric,
    workload: [],
    pods: [],
    services: {},
    released: [],
  }
  expect(describeFabric(clab, { cluster: describeCluster(kind), files }).servers).toHaveLength(2)
  return clusterOf({ ...fakeEngine('netns').lab, model: () => modelOf(state) }, 'visitor')
}

test('endpoints of a dual-stack lab have addresses of both families, IPv4 first', () => {
  const cluster = labOf('dual')
  const worker = cluster.node('worker')
  expect([worker.address, worker.addresses]).toEqual(['10.1.1.10', ['10.1.1.10', 'fd00:10:1:1::10']])
  expect([worker.dockerAddress, worker.dockerAddresses]).toEqual([
    '172.18.0.3',
    ['172.18.0.3', 'fc00:f853:ccd:e793::3'],
  ])
  expect(cluster.gateway('gw0').addresses).toEqual(['10.1.0.1', 'fd00:10:1::1', '10.1.1.1', 'fd00:10:1:1::1'])
  expect(cluster.outside.addresses).toEqual(['172.20.20.1', '3fff:172:20:20::1'])
})

test('those of a lab of one family have one', () => {
  expect(labOf('ipv4').node('worker')).toMatchObject({ addresses: ['10.1.1.10'], dockerAddresses: ['172.18.0.3'] })
  expect(labOf('ipv6').node('worker')).toMatchObject({
    address: 'fd00:10:1:1::10',
    addresses: ['fd00:10:1:1::10'],
    dockerAddress: 'fc00:f853:ccd:e793::3',
  })
})

test('a host is no gateway, and is told how it is found', () => {
  const cluster = labOf('ipv4')
  expect(cluster.fabricNode('pc1').place).toBe('pc1')
  expect(refusal(() => cluster.gateway('pc1'), UnknownNameError).message).toBe(
    "pc1 is no gateway, but a host\n  fix: cluster.fabricNode('pc1')",
  )
})
