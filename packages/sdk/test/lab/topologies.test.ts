import { readFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { parseClabTopology, type ClabTopology } from '@underlay/configs'
import { run } from '../../src/host/run.ts'
import {
  attachClabFabric,
  capture,
  createKindCluster,
  decode,
  field,
  interfaces,
  ping,
  routes,
  type Cluster,
  type Endpoint,
} from '../../src/index.ts'

const folder = new URL('../../../configs/test/fixtures/topologies/', import.meta.url)
// They were read from texts, and are ours.
const trusted = { trust: true } as const
let cluster: Cluster | undefined

afterEach(async () => {
  await cluster?.[Symbol.asyncDispose]()
  cluster = undefined
})

/** A lab of two nodes with a fabric, or that of a fixture. */
async function labOf(fabric: string | ClabTopology): Promise<Cluster> {
  const kind = {
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    name: 'topo',
    nodes: [{ role: 'control-plane' }, { role: 'worker' }],
  } as const
  cluster = await createKindCluster(kind, { host: 'local' })
  await attachClabFabric(cluster, typeof fabric === 'string' ? topologyOf(fabric) : fabric, trusted)
  return cluster
}

function topologyOf(name: string): ClabTopology {
  const file = `${name}.clab.yml`
  return parseClabTopology(readFileSync(new URL(file, folder), 'utf8'), { file })
}

async function ttlOf(from: Endpoint, to: string): Promise<number | undefined> {
  return (await ping(from, to, { count: 1 })).ttl
}

const sh = (lab: Cluster, place: string, line: string): Promise<string> => run(lab.internals, place, ['sh', '-c', line])

test('gateways in a row: rack to rack by the transit link, and again after a cable was lost', async () => {
  const lab = await labOf('chain')
  expect(await ttlOf(lab.node('server-a'), '10.20.2.10')).toBe(62)
  expect(await ttlOf(lab.fabricNode('gw-a'), '10.20.2.1')).toBe(64)
  const before = await routes(lab.node('server-a'))
  await attachClabFabric(lab, topologyOf('chain'), trusted)
  expect(await routes(lab.node('server-a'))).toEqual(before)
  await run(lab.internals, 'gw-a', ['ip', 'link', 'del', 'eth2'])
  expect((await ping(lab.node('server-a'), '10.20.2.10', { count: 1, timeoutMs: 200 })).received).toBe(0)
  await attachClabFabric(lab, topologyOf('chain'), trusted)
  expect(await ttlOf(lab.node('server-a'), '10.20.2.10')).toBe(62)
})

test('two gateways: there by the one, back by the other', async () => {
  const lab = await labOf('two-gateways')
  const cap = await capture(lab, ['gw0:eth1', 'gw1:eth2'], async () => {
    expect(await ttlOf(lab.node('server-a'), '10.90.2.10')).toBe(63)
  })
  const typesAt = (tap: string): unknown[] => {
    const id = cap.interfaces.find((candidate) => candidate.tap === tap)?.id
    const packets = cap.packets.filter((packet) => packet.interfaceId === id).map((packet) => decode(packet))
    return packets.map((packet) => field(packet, 'icmp.type')).filter((type) => type !== undefined)
  }
  expect(typesAt('gw0:eth1')).toEqual([8])
  expect(typesAt('gw1:eth2')).toEqual([0])
})

test('hosts behind a router, in both families, with the addresses of their links', async () => {
  const lab = await labOf('dual-stack-hosts')
  expect(await ttlOf(lab.fabricNode('h1'), '10.30.2.10')).toBe(63)
  expect(await ttlOf(lab.fabricNode('h1'), 'fd30:2::10')).toBe(63)
  expect(await ttlOf(lab.fabricNode('h2'), 'fd30:1::10')).toBe(63)
  expect(lab.fabricNode('h1').addresses).toEqual(['10.30.1.10', 'fd30:1::10'])
  expect(await sh(lab, 'h1', 'cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding')).toBe('0\n0\n')
  expect(await sh(lab, 'h2', 'cat /sys/class/net/eth1/address || ip link show eth1')).toContain('02:42:0a:1e:02:0a')
})

test('rack to rack without a gateway, and a cable between two servers', async () => {
  const lab = await labOf('no-gateway')
  expect(await ttlOf(lab.node('control-plane'), '10.40.1.1')).toBe(64)
  expect(await ttlOf(lab.node('control-plane'), '10.41.0.1')).toBe(64)
})

test('a management network of its own, the host, and a macvlan on a device of the host', async () => {
  const lab = await labOf('mgmt-and-host')
  const n1 = lab.fabricNode('n1')
  expect(lab.outside.address).toBe('172.31.7.1')
  expect(await ttlOf(n1, '172.31.7.1')).toBe(64)
  expect(await ttlOf(n1, 'fd31:7::1')).toBe(64)
  expect(await ttlOf(lab.outside, '172.31.7.77')).toBe(64)
  expect(await ttlOf(n1, '10.52.0.3')).toBe(64)
  await run(lab.internals, 'outside', ['ip', 'addr', 'add', '10.50.0.1/30', 'dev', 'n1-host'])
  expect(await ttlOf(lab.outside, '10.50.0.2')).toBe(64)
  const devices = await interfaces(lab.outside)
  expect(devices.map(({ name }) => name)).toEqual(expect.arrayContaining(['br-mgmt', 'n1-host', 'n1-mgmt', 'enp3s0']))
  expect(devices.find(({ name }) => name === 'br-mgmt')?.addresses).toEqual(
    expect.arrayContaining(['172.31.7.1/24', 'fd31:7::1/64']),
  )
  expect(devices.map(({ name }) => name)).not.toContain('br-clab')
  const quiet = await interfaces({ ...n1, place: 'quiet' })
  expect(quiet.map(({ name }) => name)).toEqual(['lo'])
  await attachClabFabric(lab, topologyOf('mgmt-and-host'), trusted)
  expect(await ttlOf(lab.outside, '172.31.7.77')).toBe(64)
})

test('a bridge in a node’s network, and a node in another one’s', async () => {
  const lab = await labOf('node-bridge')
  expect(await ttlOf(lab.fabricNode('c1'), '10.60.0.2')).toBe(64)
  expect(await sh(lab, 'br01|switch', 'ip -o link show master br01 | cut -d: -f2 | cut -d@ -f1 | sort')).toBe(
    ' c1eth1\n c2eth1\n',
  )
})

test('a rate alone needs nothing that a kernel lacks', async () => {
  const lab = await labOf({
    name: 'slow',
    topology: {
      nodes: {
        a: { kind: 'linux', exec: ['ip addr add 10.95.0.1/24 dev eth1'] },
        b: { kind: 'linux', exec: ['ip addr add 10.95.0.2/24 dev eth1'] },
      },
      links: [{ endpoints: ['a:eth1', 'b:eth1'], mtu: 1500, vars: { underlay: { impairment: { rateKbit: 1000 } } } }],
    },
  })
  expect(await ttlOf(lab.fabricNode('a'), '10.95.0.2')).toBe(64)
  for (const place of ['a', 'b']) {
    expect(await run(lab.internals, place, ['tc', 'qdisc', 'show', 'dev', 'eth1'])).toMatch(/^qdisc tbf .* rate 1Mbit /)
  }
})

test('stages: links, tests of health and commands come in their order', async () => {
  const lab = await labOf('stages')
  expect(await ttlOf(lab.fabricNode('client'), '10.70.0.1')).toBe(64)
  const device = (await interfaces(lab.fabricNode('server'))).find(({ name }) => name === 'eth1')
  expect(device?.mtuBytes).toBe(1400)
})
