import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  attachClabFabric,
  bgpSessions,
  installCalico,
  parseFrrConf,
  racks,
  renderFrrConf,
  type CalicoOptions,
  type Cluster,
  type GatewayBgp,
  type Workload,
} from '../../../src/index.ts'
import { run } from '../../../src/host/run.ts'
import { labOf, onePodEach, onTheWire, podRoutes } from './cni-lab.ts'

const nodeAsNumbers = { 'control-plane': 65010, worker: 65010, worker2: 65011, worker3: 65011 }
const neighbors = [
  { address: '10.1.0.10', remoteAs: 65010 },
  { address: '10.1.0.11', remoteAs: 65010 },
  { address: '10.1.1.10', remoteAs: 65011 },
  { address: '10.1.1.11', remoteAs: 65011 },
]

/** A lab of racks whose gateway speaks BGP with every node. */
function labWith(name: string, asNumber: number, ends: GatewayBgp['neighbors']) {
  const lab = racks({ name: `cni-${name}-${process.pid}`, racks: 2, nodesPerRack: 2, gateway: 'frr' })
  const [path = '', text = ''] = Object.entries(lab.files).find(([file]) => file.endsWith('frr.conf')) ?? []
  const { gateway } = parseFrrConf(text, { file: path })
  const bgp = { asNumber, routerId: '10.1.0.1', neighbors: ends, networks: [] }
  return { ...lab, files: { ...lab.files, [path]: renderFrrConf({ ...gateway, bgp }) } }
}

const rackLab = labWith('tor', 65000, neighbors)
let cluster: Cluster
let app: Workload

beforeAll(async () => {
  cluster = await labOf(rackLab)
})

afterAll(() => cluster[Symbol.asyncDispose]())

const blockOf = (node: string): string | undefined => cluster.cni?.nodes[cluster.node(node).name]?.blocks[0]

describe('BGP to the rack', () => {
  const [inRack0, inRack1] = ["rack == 'rack0'", "rack == 'rack1'"]
  const toTheRack: CalicoOptions = {
    ipip: 'Never',
    bgp: {
      mesh: false,
      nodeAsNumbers,
      peers: [
        { nodeSelector: inRack0, peerIP: '10.1.0.1', asNumber: 65000 },
        { nodeSelector: inRack1, peerIP: '10.1.1.1', asNumber: 65000 },
        { nodeSelector: inRack0, peerSelector: inRack0 },
        { nodeSelector: inRack1, peerSelector: inRack1 },
      ],
    },
  }

  test('every session is up, and told by both of its ends with its AS numbers', async () => {
    await installCalico(cluster, toTheRack)
    app = await onePodEach(cluster)
    const sessions = await bgpSessions(cluster)
    expect(sessions.filter(({ state }) => state !== 'Established')).toEqual([])
    const ofGateway = sessions.filter(({ node }) => node === 'gw0')
    expect(ofGateway.map(({ neighbor, remoteAs }) => ({ address: neighbor, remoteAs }))).toEqual(neighbors)
    expect(sessions.filter(({ node }) => node === 'worker2')).toMatchObject([
      { name: 'Node_10_1_1_1', neighbor: '10.1.1.1', localAs: 65011, remoteAs: 65000 },
      { name: 'Node_10_1_1_11', neighbor: '10.1.1.11', localAs: 65011, remoteAs: 65011 },
    ])
    // A node tells the gateway its own block, and that of the node with which it shares the rack.
    expect(ofGateway.map(({ prefixesReceived }) => prefixesReceived)).toEqual([2, 2, 2, 2])
  })

  test('a daemon that was killed is one row, and hides no other; the same steps bring it back', async () => {
    const kill = (node: string, file: string) => run(cluster.internals, node, ['sh', '-c', `kill -9 $(cat ${file})`])
    await Promise.all([kill('worker', '/run/bird/worker.pid'), kill('gw0', '/run/frr/gw0/bgpd.pid')])
    const sessions = await bgpSessions(cluster)
    expect(sessions.filter(({ neighbor }) => neighbor === '').map(({ node, state }) => [node, state])).toEqual([
      ['worker', 'BIRD does not run'],
      ['gw0', 'FRR does not run'],
    ])
    expect(sessions.filter(({ node }) => node === 'worker3')).toMatchObject([
      { neighbor: '10.1.1.1' },
      { state: 'Established' },
    ])
    await attachClabFabric(cluster, rackLab.clab, { files: rackLab.files })
    await installCalico(cluster, toTheRack)
    await expect
      .poll(async () => (await bgpSessions(cluster)).filter(({ state }) => state !== 'Established'), {
        timeout: 15_000,
      })
      .toEqual([])
  })

  test('pods speak across racks without encapsulation: the gateway knows their blocks', async () => {
    expect(await onTheWire(app, 'control-plane', 'worker')).toBe('none')
    expect(await onTheWire(app, 'control-plane', 'worker2')).toBe('none')
    expect(await podRoutes(cluster, 'worker')).toContain(`${blockOf('worker3')} via 10.1.0.1 dev net0`)
    expect(await podRoutes(cluster, 'worker')).toContain(`${blockOf('control-plane')} via 10.1.0.10 dev net0`)
  })
})

describe('a route reflector in the rack', () => {
  const reflector: CalicoOptions = {
    ipip: 'Never',
    bgp: {
      mesh: false,
      routeReflectors: { worker: '244.0.0.1' },
      peers: [{ peerSelector: "kubernetes.io/hostname ends with '-worker'" }],
    },
  }

  test('every node has one session, the reflector one with each; a node hears of all others', async () => {
    await installCalico(cluster, reflector)
    const sessions = (await bgpSessions(cluster)).filter(({ node }) => node !== 'gw0')
    expect(sessions.filter(({ state }) => state !== 'Established')).toEqual([])
    const of = (node: string): string[] => sessions.filter((session) => session.node === node).map(({ name }) => name)
    expect(of('worker3')).toEqual(['Global_10_1_0_11'])
    expect(of('worker')).toEqual(['Node_10_1_0_10', 'Node_10_1_1_10', 'Node_10_1_1_11'])
    expect(sessions.find(({ node }) => node === 'worker3')?.prefixesReceived).toBe(3)
  })

  test('the next hop is the node of the block, not the reflector', async () => {
    expect(await podRoutes(cluster, 'worker')).toContain(`${blockOf('control-plane')} via 10.1.0.10 dev net0`)
    expect(await podRoutes(cluster, 'worker3')).toContain(`${blockOf('worker2')} via 10.1.1.10 dev net0`)
    expect(await onTheWire(app, 'worker3', 'worker2')).toBe('none')
  })

  test('VXLAN needs no BGP, and stands beside it', async () => {
    await installCalico(cluster, { ...reflector, vxlan: 'Always' })
    expect(await onTheWire(app, 'worker3', 'worker2')).toBe('vxlan')
    expect(await onTheWire(app, 'worker3', 'worker')).toBe('vxlan')
    expect((await podRoutes(cluster, 'worker3')).filter((route) => route.includes('dev net0'))).toEqual([])
  })
})

test('a mesh without a gateway that knows pods: the other rack is lost', async () => {
  await installCalico(cluster, { ipip: 'Never' })
  expect(await onTheWire(app, 'control-plane', 'worker')).toBe('none')
  expect(await onTheWire(app, 'control-plane', 'worker2')).toBe('lost')
})

describe('a route reflector on the gateway', () => {
  let other: Cluster
  const clients = neighbors.map(({ address }) => ({ address, remoteAs: 64512, routeReflectorClient: true }))

  beforeAll(async () => {
    other = await labOf(labWith('reflector', 64512, clients))
  })

  afterAll(() => other[Symbol.asyncDispose]())

  test('one session for each node, and pods of both racks speak without encapsulation', async () => {
    const peers = [
      { nodeSelector: "rack == 'rack0'", peerIP: '10.1.0.1', asNumber: 64512 },
      { nodeSelector: "rack == 'rack1'", peerIP: '10.1.1.1', asNumber: 64512 },
    ]
    await installCalico(other, { ipip: 'Never', bgp: { mesh: false, peers } })
    const sessions = await bgpSessions(other)
    expect(sessions.filter(({ state }) => state !== 'Established')).toEqual([])
    expect(sessions.filter(({ node }) => node !== 'gw0').map(({ prefixesReceived }) => prefixesReceived)).toEqual([
      3, 3, 3, 3,
    ])
    const pods = await onePodEach(other)
    expect(await onTheWire(pods, 'worker', 'worker2')).toBe('none')
    // The reflector keeps the next hop: in the rack packets do not go by the gateway.
    const [block] = other.cni?.nodes[other.node('control-plane').name]?.blocks ?? []
    expect(await podRoutes(other, 'worker')).toContain(`${block} via 10.1.0.10 dev net0`)
  })
})
