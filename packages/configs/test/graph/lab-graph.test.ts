import { describe, expect, test } from 'vitest'
import {
  calicoIpipCrossSubnet,
  describeCluster,
  describeFabric,
  labGraph,
  modelGraph,
  racks,
  type LabGraph,
} from '@underlay/configs'

const { kind, clab, files } = calicoIpipCrossSubnet()
const pods = [{ place: 'pod/app-worker2', node: 'worker2', ips: ['10.98.193.193'], hostInterface: 'cali1' }]
const cni = {
  name: 'calico',
  podCidr: '10.98.0.0/16',
  ipip: 'CrossSubnet',
  vxlan: 'Never',
  tunnel: { device: 'tunl0', encapsulation: 'ipip' },
  pools: [
    {
      cidr: '10.98.0.0/16',
      ipip: 'CrossSubnet',
      vxlan: 'Never',
      tunnel: { device: 'tunl0', encapsulation: 'ipip' },
      natOutgoing: true,
    },
  ],
  nodes: { 'calico-ipip-crosssubnet-worker2': { address: '10.1.8.10/24', blocks: ['10.98.193.192/26'] } },
} as const

const placeOf = (graph: LabGraph, name: string) => graph.places.find((place) => place.name === name)

describe('the reference lab', () => {
  const graph = labGraph(kind, clab, { files, pods, cni })

  test('has its places, from outside to the pods', () => {
    expect(graph.name).toBe('calico-ipip-crosssubnet')
    expect(graph.places.map(({ name, role }) => `${role} ${name}`)).toEqual([
      'outside outside',
      'gateway gw0',
      'bridge br-pool0',
      'bridge br-pool1',
      'node control-plane',
      'node worker',
      'node worker2',
      'node worker3',
      'pod pod/app-worker2',
    ])
  })

  test('has a node with its alias, its rack, its interfaces: of the link, of the CNI, of its pod', () => {
    expect(placeOf(graph, 'worker2')).toEqual({
      name: 'worker2',
      role: 'node',
      alias: 'server3',
      rack: 'br-pool1',
      interfaces: [
        { name: 'net0', addresses: ['10.1.8.10/24'] },
        { name: 'cali1', addresses: [] },
        { name: 'tunl0', addresses: ['10.98.193.192/32'] },
      ],
    })
  })

  test('has the gateway with the addresses of its configuration and of the management network', () => {
    expect(placeOf(graph, 'gw0')?.interfaces).toEqual([
      { name: 'eth0', addresses: ['172.20.20.2/24'] },
      { name: 'eth1', addresses: ['10.1.5.1/24'] },
      { name: 'eth2', addresses: ['10.1.8.1/24'] },
    ])
    expect(placeOf(graph, 'outside')?.interfaces).toContainEqual({ name: 'br-clab', addresses: ['172.20.20.1/24'] })
  })

  test('has a bridge with its ports, and the label that its nodes share', () => {
    const bridge = placeOf(graph, 'br-pool0')
    expect(bridge?.label).toBe('rack0')
    expect(bridge?.interfaces.map(({ name }) => name)).toEqual(['br-pool0-net0', 'br-pool0-net1', 'br-pool0-net2'])
  })

  test('has a pod on its node, and its cable', () => {
    expect(placeOf(graph, 'pod/app-worker2')).toEqual({
      name: 'pod/app-worker2',
      role: 'pod',
      on: 'worker2',
      interfaces: [{ name: 'eth0', addresses: ['10.98.193.193/32'] }],
    })
    expect(graph.links.at(-1)?.ends).toEqual([
      { place: 'worker2', device: 'cali1' },
      { place: 'pod/app-worker2', device: 'eth0' },
    ])
    expect(graph.links).toHaveLength(1 + 6 + 1)
  })
})

test('without a fabric there are nodes, and nothing that nobody has said', () => {
  const graph = modelGraph(describeCluster(kind), undefined, {
    pods: [{ place: 'pod/a', node: 'worker', ips: ['10.98.0.1'] }],
  })
  expect(graph.places.map(({ name }) => name)).toEqual(['control-plane', 'worker', 'worker2', 'worker3', 'pod/a'])
  expect(graph.links).toEqual([])
})

test('documents without a topology are nodes alone', () => {
  expect(labGraph(kind, undefined)).toEqual(modelGraph(describeCluster(kind), undefined))
})

test('nodes whose labels differ give their bridge none', () => {
  const cluster = describeCluster(kind)
  const nodes = cluster.nodes.map((node) => (node.shortName === 'worker' ? { ...node, labels: {} } : node))
  const graph = modelGraph({ ...cluster, nodes }, describeFabric(clab, { cluster, files }))
  expect(placeOf(graph, 'br-pool0')).not.toHaveProperty('label')
  expect(placeOf(graph, 'br-pool1')).toHaveProperty('label', 'rack1')
})

test('a dual-stack lab has addresses of both families', () => {
  const lab = racks({ name: 'lab', racks: 2, nodesPerRack: 1, ipFamily: 'dual' })
  const graph = labGraph(lab.kind, lab.clab, { files: lab.files })
  expect(placeOf(graph, 'worker')?.interfaces).toEqual([
    { name: 'net0', addresses: ['10.1.1.10/24', 'fd00:10:1:1::10/64'] },
  ])
})
