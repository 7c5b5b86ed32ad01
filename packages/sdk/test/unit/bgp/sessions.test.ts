import { expect, test } from 'vitest'
import { parseBirdSessions } from '../../../src/bgp/parse-bird.ts'
import { parseFrrSessions } from '../../../src/bgp/parse-frr.ts'

// As BIRD 2.0.12 says it.
const bird = `BIRD 2.0.12 ready.
Name       Proto      Table      State  Since         Info
device1    Device     ---        up     20:17:44.309  

own4       Static     master4    up     20:17:44.309  
  Channel ipv4
    State:          UP
    Routes:         1 imported, 0 exported, 0 preferred

neighbor1  BGP        ---        up     20:17:45.259  Established   
  BGP state:          Established
    Neighbor address: 10.1.5.10
    Neighbor AS:      64512
    Local AS:         65000
    Neighbor ID:      10.1.5.10
  Channel ipv4
    State:          UP
    Routes:         3 imported, 2 exported, 3 preferred
    Route change stats:     received   rejected   filtered    ignored   accepted
      Import updates:              1          0          0          0          1

Mesh_worker2 BGP        ---        start  20:17:45.314  Active        Socket: Connection refused
  BGP state:          Active
    Neighbor address: fd00:10:1:5::10
    Neighbor AS:      64512
    Local AS:         65000
  Channel ipv6
    State:          DOWN
`

test('the BGP sessions of BIRD 2, and nothing of its other protocols', () => {
  const common = { node: 'gw0', remoteAs: 64512, localAs: 65000 }
  expect(parseBirdSessions('gw0', bird)).toEqual([
    {
      ...common,
      name: 'neighbor1',
      state: 'Established',
      neighbor: '10.1.5.10',
      prefixesReceived: 3,
      prefixesSent: 2,
    },
    {
      ...common,
      name: 'Mesh_worker2',
      state: 'Active Socket: Connection refused',
      neighbor: 'fd00:10:1:5::10',
      prefixesReceived: 0,
      prefixesSent: 0,
    },
  ])
  expect(parseBirdSessions('gw0', '')).toEqual([])
})

// As Calico's own BIRD says it, 1.6 with the table in the first line and no Local AS.
const bird16 = `BIRD v0.3.3+birdv1.6.8 ready.
name     proto    table    state  since       info
static1  Static   master   up     12:28:13    
Mesh_10_1_5_11 BGP      master   up     12:28:14    Established   
  Preference:     100
  Input filter:   ACCEPT
  Output filter:  calico_export_to_bgp_peers
  Routes:         1 imported, 1 exported, 1 preferred
  BGP state:          Established
    Neighbor address: 10.1.5.11
    Neighbor AS:      64512
    Neighbor ID:      10.1.5.11
`

test('the BGP sessions of Calico’s BIRD 1.6', () => {
  expect(parseBirdSessions('worker', bird16)).toEqual([
    {
      node: 'worker',
      name: 'Mesh_10_1_5_11',
      state: 'Established',
      neighbor: '10.1.5.11',
      remoteAs: 64512,
      localAs: undefined,
      prefixesReceived: 1,
      prefixesSent: 1,
    },
  ])
})

// As FRR 8.4.4 says it, cut.
const frr = JSON.stringify({
  ipv6Unicast: {
    routerId: '10.1.5.1',
    as: 65000,
    peers: { 'fd00:10:1:5::10': { remoteAs: 64512, localAs: 65000, pfxRcd: 1, pfxSnt: 2, state: 'Established' } },
  },
  ipv4Unicast: {
    routerId: '10.1.5.1',
    as: 65000,
    peers: { '10.1.5.10': { remoteAs: 65000, localAs: 65000, state: 'Active' } },
  },
})

test('the BGP sessions of FRR, by neighbour', () => {
  expect(parseFrrSessions('gw0', frr)).toEqual([
    {
      node: 'gw0',
      name: '10.1.5.10',
      state: 'Active',
      neighbor: '10.1.5.10',
      remoteAs: 65000,
      localAs: 65000,
      prefixesReceived: 0,
      prefixesSent: 0,
    },
    {
      node: 'gw0',
      name: 'fd00:10:1:5::10',
      state: 'Established',
      neighbor: 'fd00:10:1:5::10',
      remoteAs: 64512,
      localAs: 65000,
      prefixesReceived: 1,
      prefixesSent: 2,
    },
  ])
  expect(parseFrrSessions('gw0', '{}')).toEqual([])
})
