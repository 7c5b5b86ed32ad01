import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  assertEncap,
  calicoIpipCrossSubnet,
  capture,
  decode,
  deployWorkload,
  daemonSet,
  field,
  installCalico,
  interfaces,
  ping,
  type CalicoOptions,
  type Cluster,
  type Workload,
} from '../../../src/index.ts'
import { labOf, onePodEach, onTheWire, podRoutes, said } from './cni-lab.ts'

const preset = calicoIpipCrossSubnet({ name: `cni-modes-${process.pid}` })
let cluster: Cluster
let app: Workload

beforeAll(async () => {
  cluster = await labOf(preset)
  await installCalico(cluster, { vxlan: 'CrossSubnet' })
  app = await onePodEach(cluster)
})

afterAll(() => cluster[Symbol.asyncDispose]())

const mtuOf = async (place: Parameters<typeof interfaces>[0], device: string): Promise<number | undefined> =>
  (await interfaces(place)).find(({ name }) => name === device)?.mtuBytes

describe.for<[CalicoOptions, string, string]>([
  [{ vxlan: 'CrossSubnet' }, 'none', 'vxlan'],
  [{ vxlan: 'Always' }, 'vxlan', 'vxlan'],
  [{ ipip: 'Never' }, 'none', 'lost'],
])('%j on a running lab', ([options, near, far]) => {
  test('each pod keeps its address, and the MTU that it was made with', async () => {
    const before = app.pods.map(({ name, address }) => [name, address])
    await installCalico(cluster, options)
    app = await onePodEach(cluster)
    expect(app.pods.map(({ name, address }) => [name, address])).toEqual(before)
    expect(await mtuOf(app.on('worker'), 'eth0')).toBe(1450)
  })

  test(`in the rack packets travel as ${near}, to the other rack as ${far}`, async () => {
    expect(await onTheWire(app, 'control-plane', 'worker')).toBe(near)
    expect(await onTheWire(app, 'control-plane', 'worker2')).toBe(far)
  })

  test('a node without pods speaks to pods by its tunnel address, and hears them', async () => {
    const [node, pod] = [cluster.node('worker3'), app.on('control-plane')]
    expect((await ping(node, pod, { count: 1, timeoutMs: 2000 })).received).toBe(far === 'lost' ? 0 : 1)
    expect((await ping(node, app.on('worker2'), { count: 1 })).received).toBe(1)
  })

  test('a verdict about a node by its own address tells of the other one', async ({ skip }) => {
    skip(far === 'lost', 'without a tunnel nothing arrives in the other rack')
    const [from, to] = [cluster.node('control-plane'), app.on('worker2')]
    const cap = await capture(cluster, ['control-plane:net0'], () => ping(from, to, { count: 1 }))
    expect(() => assertEncap(cap, { at: 'control-plane:net0', from, to, expect: 'vxlan' })).toThrow(
      "control-plane itself sends through vxlan.calico with that device's address",
    )
    const own = (await interfaces(from)).find(({ name }) => name === 'vxlan.calico')?.addresses[0]?.split('/')[0]
    expect(assertEncap(cap, { at: 'control-plane:net0', from: own ?? '', to, expect: 'vxlan' }).outcome).toBe('pass')
  })

  test('nothing is left of the mode before', async () => {
    const devices = (await interfaces(cluster.node('worker'))).map(({ name }) => name)
    const isVxlan = options.vxlan !== undefined
    expect(devices.includes('vxlan.calico')).toBe(isVxlan)
    const table = await said(cluster, 'worker', 'ip', 'route')
    expect(/proto (80|bird)/.test(table)).toBe(true)
    expect(table.includes('proto bird')).toBe(!isVxlan)
    expect(table.includes('proto 80')).toBe(isVxlan)
    const entries = isVxlan ? await said(cluster, 'worker', 'bridge', 'fdb', 'show', 'dev', 'vxlan.calico') : ''
    expect(entries.split('\n').filter((line) => line.includes('permanent'))).toHaveLength(isVxlan ? 3 : 0)
  })

  test('the next time changes nothing', async () => {
    const links = (): Promise<string> => said(cluster, 'worker', 'ip', '-o', 'link')
    const [before, table] = [await links(), await podRoutes(cluster, 'worker')]
    await installCalico(cluster, options)
    expect([await links(), await podRoutes(cluster, 'worker')]).toEqual([before, table])
  })
})

test('without encapsulation the gateway gets what is for the other rack, and knows no way', async () => {
  const [block] = cluster.cni?.nodes[cluster.node('worker2').name]?.blocks ?? []
  expect(await podRoutes(cluster, 'worker')).toContain(`${block} via 10.1.5.1 dev net0`)
})

/** The source addresses with which an echo request of a pod leaves its node for what is beyond the lab. */
async function sourceBeyond(): Promise<string[]> {
  const cap = await capture(cluster, ['worker:net0'], () =>
    ping(app.on('worker'), cluster.outside, { count: 1, timeoutMs: 2000 }),
  )
  const requests = cap.packets.map((packet) => decode(packet, cap)).filter((layers) => field(layers, 'icmp.type') === 8)
  return [...new Set(requests.map((layers) => String(field(layers, 'ip.src'))))]
}

test('what leaves the pool has the node for a source, unless natOutgoing is off', async () => {
  await installCalico(cluster, { vxlan: 'CrossSubnet' })
  expect(await sourceBeyond()).toEqual(['10.1.5.11'])
  await installCalico(cluster, { vxlan: 'CrossSubnet', natOutgoing: false })
  expect(await sourceBeyond()).toEqual([app.on('worker').address])
})

test('traffic to a node leaves the pool too, unless nodes are excluded', async () => {
  const seen = async (): Promise<string[]> => {
    const cap = await capture(cluster, ['worker2:net0'], () =>
      ping(app.on('worker'), cluster.node('worker2'), { count: 1 }),
    )
    const layers = cap.packets.map((packet) => decode(packet, cap)).find((each) => field(each, 'icmp.type') === 8)
    return [String(layers && field(layers, 'ip.src'))]
  }
  await installCalico(cluster, { vxlan: 'CrossSubnet' })
  expect(await seen()).toEqual(['10.1.5.11'])
  await installCalico(cluster, { vxlan: 'CrossSubnet', natOutgoingExclusions: 'IPPoolsAndHostIPs' })
  expect(await seen()).toEqual([app.on('worker').address])
})

test('a MTU of its own is that of the device and of new pods', async () => {
  await installCalico(cluster, { vxlan: 'CrossSubnet', mtuBytes: 1400 })
  expect(await mtuOf(cluster.node('worker'), 'vxlan.calico')).toBe(1400)
  const more = await deployWorkload(cluster, [daemonSet('more')])
  expect(await mtuOf(more.on('worker'), 'eth0')).toBe(1400)
  expect(await mtuOf(app.on('worker'), 'eth0')).toBe(1450)
})

test('other blocks would take the addresses away from pods that run', async () => {
  await expect(installCalico(cluster, { vxlan: 'CrossSubnet', blockSize: 28 })).rejects.toThrow(
    /would lose their addresses to other blocks/,
  )
})
