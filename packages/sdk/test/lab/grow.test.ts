import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  addNodes,
  attachClabFabric,
  capture,
  createKindCluster,
  daemonSet,
  deletePod,
  deleteWorkload,
  deployment,
  deployWorkload,
  destroyCluster,
  httpGet,
  installCalico,
  interfaces,
  nodePortService,
  nodes,
  ping,
  pod,
  pods,
  racks,
  routes,
  type Cluster,
  type Pod,
} from '../../src/index.ts'

const name = `work-grow-${process.pid}`
const preset = racks({ name, racks: 2, nodesPerRack: 2 })
let cluster: Cluster

beforeAll(async () => {
  cluster = await createKindCluster(preset.kind, { engine: 'netns', host: 'local' })
  await attachClabFabric(cluster, preset.clab, { files: preset.files })
  await installCalico(cluster, { ipip: 'Never', vxlan: 'CrossSubnet' })
  await deployWorkload(cluster, [daemonSet('app'), nodePortService('app', { port: 80, nodePort: 32_000 })])
})

afterAll(() => cluster[Symbol.asyncDispose]())

const podOn = async (node: string): Promise<Pod> => (await pods(cluster)).on(node)

test('a deleted pod comes back with another address; device and route of the old one are gone', async () => {
  const [before, client] = [await podOn('worker2'), await podOn('worker')]
  await httpGet(client, `http://${before.address}/`)
  const elsewhere = await podOn('worker3')
  const macOf = async () => (await interfaces(await podOn('worker2'))).find((device) => device.name === 'eth0')?.mac
  const mac = await macOf()
  await deletePod(cluster, before)
  const after = await podOn('worker2')
  expect(after.address).not.toBe(before.address)
  expect(after.name).toBe(before.name)
  expect(await macOf()).not.toBe(mac)
  const destinations = (await routes(cluster.node('worker2'))).map(({ destination }) => destination)
  expect(destinations).toContain(after.address)
  expect(destinations).not.toContain(before.address)
  expect((await httpGet(client, `http://${after.address}/`)).text()).toContain(`PodIP: ${after.address}`)
  expect(await podOn('worker3')).toMatchObject({ address: elsewhere.address })
  await expect(httpGet(client, `http://${before.address}/`, { timeoutMs: 1000 })).rejects.toThrow(/exit code/)
})

test('a pod by itself is gone for good, and an address is used again last', async () => {
  const own = pod('own', { nodeName: `${name}-worker` })
  const first = (await deployWorkload(cluster, own)).pods[0]
  await deletePod(cluster, { namespace: 'default', name: 'own' })
  expect((await pods(cluster)).pods.map((each) => each.name)).not.toContain('own')
  await expect(deletePod(cluster, { namespace: 'default', name: 'own' })).rejects.toThrow(
    /no pod is named default\/own/,
  )
  const second = (await deployWorkload(cluster, own)).pods[0]
  expect(second?.address).not.toBe(first?.address)
  await deleteWorkload(cluster, own)
})

test('a Deployment has as many pods as it says, and they answer', async () => {
  const web = (replicas: number) => deployWorkload(cluster, deployment('web', { replicas }))
  const three = await web(3)
  expect(new Set(three.pods.map(({ node }) => node)).size).toBe(3)
  for (const { address } of three.pods) {
    expect((await httpGet(await podOn('worker'), `http://${address}/`)).status).toBe(200)
  }
  expect((await web(1)).pods.map((each) => each.name)).toEqual(['web-1'])
  await deleteWorkload(cluster, deployment('web'))
})

test('when a step fails the new nodes are taken away, and the lab goes on', async () => {
  const three = racks({ name, racks: 3, nodesPerRack: 2 })
  const servers = Object.entries(three.clab.topology.nodes)
  const [last = ''] = servers.filter(([, node]) => node['network-mode']?.endsWith('worker5')).map(([key]) => key)
  const server = three.clab.topology.nodes[last]
  const broken = { ...server, exec: [...(server?.exec ?? []), 'ip link set nowhere up'] }
  const topology = { ...three.clab.topology, nodes: { ...three.clab.topology.nodes, [last]: broken } }
  const failing = addNodes(cluster, { kind: three.kind, clab: { ...three.clab, topology }, files: three.files })
  await expect(failing).rejects.toThrow(/nowhere/)
  expect((await nodes(cluster)).map(({ place }) => place)).toEqual(['control-plane', 'worker', 'worker2', 'worker3'])
  expect(await ping(await podOn('worker'), await podOn('worker3'), { count: 1 })).toMatchObject({ received: 1 })
})

test('nodes are added while packets flow and are captured; none is lost', async () => {
  const [from, to] = [await podOn('worker'), await podOn('worker2')]
  const three = racks({ name, racks: 3, nodesPerRack: 2 })
  const cap = await capture(
    cluster,
    ['worker:net0', `${to.place}:eth0`],
    async () => {
      const flowing = ping(from, to, { count: 30, intervalMs: 100 })
      const added = await addNodes(cluster, { kind: three.kind, clab: three.clab, files: three.files })
      return { added, flow: await flowing }
    },
    { filter: 'icmp or udp' },
  )
  expect(cap.result.added.map(({ place }) => place)).toEqual(['worker4', 'worker5'])
  expect(cap.result.flow).toMatchObject({ transmitted: 30, received: 30 })
  expect(cap.dropped).toBe(0)

  expect((await nodes(cluster)).filter(({ ready }) => ready)).toHaveLength(6)
  expect(await podOn('worker')).toMatchObject({ address: from.address })
  const newcomer = await podOn('worker5')
  for (const node of ['worker', 'worker2', 'worker4']) {
    expect((await httpGet(await podOn(node), `http://${newcomer.address}/`)).text()).toContain(newcomer.name)
    expect((await httpGet(newcomer, `http://${(await podOn(node)).address}/`)).status).toBe(200)
  }
  const nodePort = `http://${cluster.node('worker4').dockerAddress}:32000/`
  expect((await httpGet(cluster.outside, nodePort)).status).toBe(200)
  await addNodes(cluster, { kind: three.kind, clab: three.clab, files: three.files })
})

test('who builds a persistent lab again from documents that have grown is told how', async () => {
  const [small, grown] = [1, 2].map((count) => racks({ name: `${name}-again`, racks: count, nodesPerRack: 1 }))
  if (small === undefined || grown === undefined) throw new Error('two labs were built')
  const how = { engine: 'netns', host: 'local', lifetime: 'persistent' } as const
  const lab = await createKindCluster(small.kind, how)
  try {
    await attachClabFabric(lab, small.clab, { files: small.files })
    await expect(createKindCluster(grown.kind, how)).rejects.toThrow(
      /another kind config: nodes\[\d\].*\n {2}fix: addNodes\(/,
    )
  } finally {
    await destroyCluster(lab.name)
  }
})

test('documents that lack what the lab has are refused, and nothing is made of them', async () => {
  const fewer = racks({ name, racks: 1, nodesPerRack: 2 })
  const other = racks({ name, racks: 4, nodesPerRack: 3 })
  const refused = (docs: typeof fewer) => addNodes(cluster, { kind: docs.kind, clab: docs.clab, files: docs.files })
  await expect(refused(fewer)).rejects.toThrow(/node worker2, number 3 of the kind config is not there any more/)
  await expect(refused(other)).rejects.toThrow(/node worker2, number 3 .* nodes are only added/)
  expect(await nodes(cluster)).toHaveLength(6)
})
