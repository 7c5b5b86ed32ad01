import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseClabTopology } from '@underlay/configs'
import { run } from '../../src/host/run.ts'
import { attachClabFabric, capture, createKindCluster, field, decode, ping, type Cluster } from '../../src/index.ts'

// What the kernel of this machine may lack: VLANs, bridges that filter them, netem, dummies.
const file = new URL('../../../configs/test/fixtures/topologies/vlans-and-impairments.clab.yml', import.meta.url)
let lab: Cluster

beforeAll(async () => {
  const kind = {
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    name: 'topo-features',
    nodes: [{ role: 'control-plane' }],
  } as const
  lab = await createKindCluster(kind, { host: 'microvm' })
  const topology = parseClabTopology(readFileSync(file, 'utf8'), { file: 'vlans-and-impairments.clab.yml' })
  await attachClabFabric(lab, topology, { trust: true })
  await attachClabFabric(lab, topology, { trust: true })
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

const ttlOf = async (from: string, to: string): Promise<number | undefined> =>
  (await ping(lab.fabricNode(from), to, { count: 1 })).ttl

test('a switch keeps VLANs apart, and a router on a trunk joins them', async () => {
  expect(await ttlOf('red', '10.80.10.1')).toBe(64)
  expect(await ttlOf('red', '10.80.20.2')).toBe(63)
  expect(await ttlOf('red', '10.80.10.4')).toBe(64)
  expect((await ping(lab.fabricNode('red'), '10.80.10.3', { count: 1, timeoutMs: 300 })).received).toBe(0)
})

test('packets have their tag on a trunk, and none at an access port', async () => {
  const cap = await capture(lab, ['router:eth1', 'red:eth1'], () =>
    ping(lab.fabricNode('red'), '10.80.20.2', { count: 1 }),
  )
  const tagsAt = (tap: string): unknown[] => {
    const id = cap.interfaces.find((candidate) => candidate.tap === tap)?.id
    const packets = cap.packets.filter((packet) => packet.interfaceId === id).map((packet) => decode(packet))
    return packets.filter((packet) => field(packet, 'icmp.type') === 8).map((packet) => field(packet, 'vlan.id'))
  }
  expect(tagsAt('red:eth1')).toEqual([undefined])
  expect(tagsAt('router:eth1').toSorted()).toEqual([10, 20])
})

test('a link delays in each direction, and loses what it is told to', async () => {
  const { rttMs } = await ping(lab.fabricNode('near'), '10.81.0.2', { count: 3 })
  expect(Math.min(...rttMs)).toBeGreaterThan(75)
  expect((await ping(lab.fabricNode('drops'), '10.82.0.2', { count: 2, timeoutMs: 300 })).received).toBe(0)
  expect(await run(lab.internals, 'near', ['tc', 'qdisc', 'show', 'dev', 'eth1'])).toMatch(
    /netem .*delay 40ms +1ms .*rate 10Mbit/,
  )
})

test('a dummy is a device with an address', async () => {
  expect(await ttlOf('red', '10.80.99.1')).toBe(64)
})
