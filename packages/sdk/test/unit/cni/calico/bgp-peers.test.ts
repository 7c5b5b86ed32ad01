import type { CalicoBgpOptions } from '@underlay/configs'
import { describe, expect, test } from 'vitest'
import { bgpPeerings } from '../../../../src/cni/calico/bgp-peers.ts'
import { bgpReach, type BgpRouter } from '../../../../src/cni/calico/bgp-reach.ts'
import type { CalicoRecord } from '../../../../src/cni/record.ts'
import { calicoRecord } from '../../reference-lab.ts'

const record = (bgp: CalicoBgpOptions): CalicoRecord => calicoRecord({ ipip: 'Never', bgp })
const peers = (bgp: CalicoBgpOptions, node: string) => bgpPeerings(record(bgp), node, 4)
const names = (bgp: CalicoBgpOptions, node: string): string[] => peers(bgp, node).map(({ name }) => name)

test('a peer of all nodes is global, beside the mesh', () => {
  expect(names({ peers: [{ peerIP: '10.1.5.1', asNumber: 65000 }] }, 'worker')).toEqual([
    'Mesh_10_1_5_10',
    'Mesh_10_1_8_10',
    'Mesh_10_1_8_11',
    'Global_10_1_5_1',
  ])
})

test('a peer of some nodes is theirs only; a node is found by any of its names', () => {
  const bgp: CalicoBgpOptions = {
    mesh: false,
    peers: [
      { nodeSelector: "rack == 'rack0'", peerIP: '10.1.5.1', asNumber: 65000 },
      { node: 'calico-ipip-crosssubnet-worker2', peerIP: '10.1.8.1', asNumber: 65000 },
    ],
  }
  expect(names(bgp, 'control-plane')).toEqual(['Node_10_1_5_1'])
  expect(names(bgp, 'worker2')).toEqual(['Node_10_1_8_1'])
  expect(names(bgp, 'worker3')).toEqual([])
})

const reflector: CalicoBgpOptions = {
  mesh: false,
  routeReflectors: { worker: '244.0.0.1' },
  peers: [{ peerSelector: "kubernetes.io/hostname == 'calico-ipip-crosssubnet-worker'" }],
}

test('a route reflector has every node for a client, though only they were told of it', () => {
  expect(names(reflector, 'worker3')).toEqual(['Global_10_1_5_11'])
  expect(peers(reflector, 'worker3')[0]).toMatchObject({ reflects: undefined, asNumber: 64512 })
  expect(peers(reflector, 'worker').map(({ name, reflects }) => [name, reflects])).toEqual([
    ['Node_10_1_5_10', '244.0.0.1'],
    ['Node_10_1_8_10', '244.0.0.1'],
    ['Node_10_1_8_11', '244.0.0.1'],
  ])
})

test('a reflector is none of the mesh', () => {
  const mesh: CalicoBgpOptions = { routeReflectors: { worker: '244.0.0.1' } }
  expect(names(mesh, 'worker')).toEqual([])
  expect(names(mesh, 'control-plane')).toEqual(['Mesh_10_1_8_10', 'Mesh_10_1_8_11'])
})

test('nodes may have AS numbers of their own', () => {
  const bgp: CalicoBgpOptions = { nodeAsNumbers: { worker2: 65002 } }
  expect(peers(bgp, 'worker').map(({ asNumber }) => asNumber)).toEqual([64512, 65002, 64512])
})

const heard = (bgp: CalicoBgpOptions, node: string, routers: readonly BgpRouter[] = []): string[] =>
  [...(bgpReach(record(bgp), routers, 4).get(node) ?? [])].sort()

describe('of whose blocks a node hears', () => {
  const others = ['control-plane', 'worker2', 'worker3']

  test('in the mesh, or behind a reflector: of all others', () => {
    expect(heard({}, 'worker')).toEqual(others)
    expect(heard(reflector, 'worker')).toEqual(others)
    expect(heard(reflector, 'worker3')).toEqual(['control-plane', 'worker', 'worker2'])
  })

  test('of none without sessions; without reflection of the direct peers only', () => {
    expect(heard({ mesh: false }, 'worker')).toEqual([])
    expect(heard({ ...reflector, routeReflectors: {} }, 'worker3')).toEqual(['worker'])
  })

  const addresses = ['10.1.5.1', '10.1.8.1']
  const asOf = { 'control-plane': 65005, worker: 65005, worker2: 65008, worker3: 65008 }
  const nodeAddresses = {
    'control-plane': '10.1.5.10',
    worker: '10.1.5.11',
    worker2: '10.1.8.10',
    worker3: '10.1.8.11',
  }
  const gateway = (numbers: Readonly<Record<string, number>>): BgpRouter => {
    const neighbors = Object.entries(nodeAddresses).map(([node, address]) => ({
      address,
      remoteAs: numbers[node] ?? 64512,
    }))
    return { name: 'gw0', asNumber: 65000, addresses, neighbors }
  }
  const tor: CalicoBgpOptions = {
    mesh: false,
    peers: [
      { nodeSelector: "rack == 'rack0'", peerIP: '10.1.5.1', asNumber: 65000 },
      { nodeSelector: "rack == 'rack1'", peerIP: '10.1.8.1', asNumber: 65000 },
    ],
  }

  test('by the gateway: nodes of one AS refuse one another, those of the other rack are heard', () => {
    expect(heard({ ...tor, nodeAsNumbers: asOf }, 'worker', [gateway(asOf)])).toEqual(['worker2', 'worker3'])
    expect(heard(tor, 'worker', [gateway({})])).toEqual([])
    const allowed = tor.peers?.map((peer) => ({ ...peer, numAllowedLocalASNumbers: 1 })) ?? []
    expect(heard({ ...tor, peers: allowed }, 'worker', [gateway({})])).toEqual(others)
  })

  test('a gateway that knows another AS of the node has no session with it', () => {
    expect(heard({ ...tor, nodeAsNumbers: asOf }, 'worker', [gateway({ ...asOf, worker: 65009 })])).toEqual([])
  })
})
