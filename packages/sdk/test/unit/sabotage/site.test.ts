import { describeCluster, describeFabric, racks, type RacksOptions } from '@underlay/configs'
import { describe, expect, test } from 'vitest'
import { clusterOf } from '../../../src/cluster/cluster.ts'
import type { InstalledCni, LabModel } from '../../../src/engine/engine.ts'
import { sabotage, type Cluster, type FaultName } from '../../../src/index.ts'
import { siteOf } from '../../../src/sabotage/site.ts'

const pool = {
  cidr: '10.98.0.0/16',
  ipip: 'Never',
  vxlan: 'CrossSubnet',
  natOutgoing: true,
  tunnel: undefined,
} as const
const cni: InstalledCni = {
  name: 'calico',
  how: 'modelled',
  podCidr: pool.cidr,
  ipip: 'Never',
  vxlan: 'CrossSubnet',
  tunnel: undefined,
  pools: [pool],
  nodes: {},
}

function clusterWith(options: Partial<RacksOptions>, rest: Partial<LabModel & { engine: string }> = {}): Cluster {
  const lab = racks({ name: 'site', racks: 2, nodesPerRack: 2, ...options })
  const cluster = describeCluster(lab.kind)
  const fabric = describeFabric(lab.clab, { cluster, files: lab.files })
  const model = { cluster, fabric, cni, dockerAddresses: {}, taints: {}, ...rest }
  const engine = { name: 'site', engine: rest.engine ?? 'netns', lifetime: 'process', model: () => model }
  return clusterOf(engine as never, 'visitor')
}

describe('where faults are', () => {
  test('the first node, its neighbour, one beyond the gateway, and the cables', () => {
    const { node, near, far, gateway } = siteOf(clusterWith({}))
    expect([node, near, far].map(({ place, cidr }) => `${place} ${cidr}`)).toEqual([
      'control-plane 10.1.0.10/24',
      'worker 10.1.0.11/24',
      'worker2 10.1.1.10/24',
    ])
    expect(node.port).toEqual({ place: 'br-pool0', device: 'br-pool0-net0' })
    expect(gateway).toEqual({
      place: 'gw0',
      address: '10.1.0.1',
      device: 'eth1',
      farDevice: 'eth2',
      farPort: { place: 'br-pool1', device: 'br-pool1-net2' },
    })
  })

  test('a node by any of its names, and the gateway of its rack', () => {
    const site = siteOf(clusterWith({ gateways: 'chain' }), 'server3')
    expect([site.node.place, site.near.place, site.far.place, site.gateway.place]).toEqual([
      'worker2',
      'worker3',
      'control-plane',
      'gw1',
    ])
  })

  test('a lab without a neighbour, a fabric, a CNI', () => {
    expect(() => siteOf(clusterWith({ nodesPerRack: 1 }))).toThrow(
      /no node with another one in its rack, and one behind a gateway/,
    )
    expect(() => siteOf(clusterWith({}, { fabric: undefined }))).toThrow(/faults need a fabric and a CNI/)
    expect(() => siteOf(clusterWith({}, { cni: undefined }))).toThrow(/faults need a fabric and a CNI/)
  })
})

describe('what is refused', () => {
  test.for([
    [clusterWith({}, { engine: 'kind' }), 'mtu-hole', /faults are for labs of the netns engine/],
    [
      clusterWith({}),
      'lost-neighbour',
      /lost-neighbour needs a lab with VXLAN, and site has none\n.*vxlan: 'CrossSubnet'/,
    ],
    [clusterWith({}), 'bgp-session-down', /needs a lab with BGP between nodes/],
    [clusterWith({}), 'mtu-hol', /no fault is named mtu-hol\n.*did you mean mtu-hole\?/],
  ] as const)('%#', async ([cluster, name, message]) => {
    await expect(sabotage(cluster, name as FaultName)).rejects.toThrow(message)
  })
})
