import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  assertEncap,
  attachClabFabric,
  capture,
  compareAcross,
  createKindCluster,
  deployWorkload,
  familyOf,
  decode,
  field,
  httpGet,
  installCalico,
  interfaces,
  nodes,
  ping,
  racks,
  removeControlPlaneTaint,
  routes,
  transfer,
  type Cluster,
  type Workload,
} from '../../src/index.ts'

const calico = { vxlan: 'CrossSubnet' } as const
const preset = racks({ name: `addr-dual-${process.pid}`, racks: 2, nodesPerRack: 2, ipFamily: 'dual', calico })
let cluster: Cluster

beforeAll(async () => {
  cluster = await createKindCluster(preset.kind, { host: 'local' })
  await attachClabFabric(cluster, preset.clab, { files: preset.files })
})

afterAll(() => cluster[Symbol.asyncDispose]())

describe('the fabric', () => {
  test('gives every node its InternalIPs of both families', async () => {
    const list = await nodes(cluster)
    expect(list.map(({ internalIps }) => internalIps)).toEqual(list.map(({ addresses }) => addresses))
    expect(list.map(({ addresses }) => addresses.length)).toEqual([2, 2, 2, 2])
    const net0 = (await interfaces(cluster.node('worker'))).find(({ name }) => name === 'net0')
    expect(net0?.addresses.map((address) => address.split('/')[0])).toEqual(cluster.node('worker').addresses)
    expect(net0?.linkLocal).toMatch(/^fe80::/)
  })

  test('routes both families from rack to rack, and the gateway takes one from the hop limit', async () => {
    const [from, to] = [cluster.node('control-plane'), cluster.node('worker3')]
    const cap = await capture(cluster, ['control-plane:net0', 'worker3:net0'], async () => [
      await ping(from, to, { count: 2 }),
      await ping(from, to, { count: 2, family: 6 }),
    ])
    expect(cap.result.map(({ received, ttl }) => [received, ttl])).toEqual([
      [2, 63],
      [2, 63],
    ])
    for (const family of [4, 6] as const) {
      expect(assertEncap(cap, { from, to, family, expect: 'none' }).packets).toBe(8)
      const ends = { from: endOf(from.addresses, family), to: endOf(to.addresses, family) }
      const across = compareAcross(cap, { ...ends, taps: ['control-plane:net0', 'worker3:net0'] })
      expect([across.pairs.length, across.ttlSteps]).toEqual([4, { inner: -1 }])
    }
  })

  test('is seen in the routes of a node', async () => {
    const table = await routes(cluster.node('control-plane'))
    const defaults = table.filter(({ destination }) => destination === 'default')
    expect(defaults.map(({ family, device }) => [family, device])).toEqual([
      [4, 'net0'],
      [6, 'net0'],
    ])
    expect(await routes(cluster.node('control-plane'), { family: 6 })).toEqual(
      table.filter(({ family }) => family === 6),
    )
  })

  test('carries what is larger than a packet, in both families', async () => {
    const [server, client] = [cluster.node('worker3'), cluster.node('control-plane')]
    for (const family of [4, 6] as const) {
      const { intact, sizeBytes } = await transfer({ server, client }, { family, sizeBytes: 300_000 })
      expect([intact, sizeBytes]).toEqual([true, 300_000])
    }
  })

  test('an IPv6 packet that is too large is refused at the source, without a fragment', async () => {
    const [from, to] = [cluster.node('control-plane'), cluster.node('worker3')]
    const whole = await ping(from, to, { count: 1, family: 6, sizeBytes: 1500 - 48, dontFragment: true })
    const larger = await ping(from, to, {
      count: 1,
      family: 6,
      sizeBytes: 1500 - 47,
      dontFragment: true,
      timeoutMs: 200,
    })
    expect([whole.received, larger.received]).toEqual([1, 0])
  })

  test('neighbour discovery is read: who asks, who answers, with which MAC', async () => {
    const [from, to] = [cluster.node('worker'), cluster.node('control-plane')]
    const cap = await capture(cluster, ['worker:net0'], () => ping(from, to, { count: 1, family: 6 }))
    const target = endOf(to.addresses, 6)
    const mac = (await interfaces(to)).find(({ name }) => name === 'net0')?.mac
    const answers = cap.packets.map((packet) => decode(packet)).filter((layers) => field(layers, 'icmpv6.type') === 136)
    const own = answers.find((layers) => field(layers, 'icmpv6.nd.na.target_address') === target)
    expect(own && field(own, 'icmpv6.opt.linkaddr')).toBe(mac)
  })

  test('what is outside reaches nodes by their addresses in the network of kind, of both families', async () => {
    const { dockerAddresses } = cluster.node('worker')
    expect(dockerAddresses).toEqual(['172.18.0.3', 'fc00:f853:ccd:e793::3'])
    for (const address of dockerAddresses) {
      expect((await ping(cluster.outside, address, { count: 1 })).received).toBe(1)
    }
    const refused = httpGet(cluster.outside, 'http://[fc00:f853:ccd:e793::3]:32000/')
    await expect(refused).rejects.toThrow('[fc00:f853:ccd:e793::3]:32000: Connection refused')
  })
})

describe('Calico', () => {
  let app: Workload

  beforeAll(async () => {
    await installCalico(cluster, preset.calico)
    await removeControlPlaneTaint(cluster)
    app = await deployWorkload(cluster, preset.workload)
  })

  test('gives every pod an address of each family', () => {
    const families = app.pods.map(({ addresses }) => addresses.map(familyOf))
    expect(families).toEqual([...cluster.internals.model().cluster.nodes].map(() => [4, 6]))
  })

  test.for([4, 6] as const)(
    'IPv%d: plain inside of a rack, VXLAN between racks, as its own rule says',
    async (family) => {
      const [from, near, far] = ['control-plane', 'worker', 'worker2'].map((name) => app.on(name))
      if (!from || !near || !far) throw new Error('a pod is missing')
      const cap = await capture(cluster, ['control-plane:net0'], async () => [
        await ping(from, near, { count: 2, family }),
        await ping(from, far, { count: 2, family }),
      ])
      expect(cap.result.map(({ received }) => received)).toEqual([2, 2])
      expect(assertEncap(cap, { from, to: near, family, expect: 'none' }).packets).toBe(4)
      const [own, peer] = ['control-plane', 'worker2'].map((name) => endOf(cluster.node(name).addresses, family))
      const outer = { src: own ?? '', dst: peer ?? '' }
      expect(assertEncap(cap, { from, to: far, family, expect: 'vxlan', outer }).packets).toBe(4)
      const wrong = () => assertEncap(cap, { from, to: far, family, expect: 'none' })
      expect(wrong).toThrow(new RegExp(`because ${peer} is outside of control-plane's ${own}/`))
    },
  )

  test('pods answer HTTP by both families, and a transfer crosses the racks whole', async () => {
    const [from, to] = [app.on('control-plane'), app.on('worker3')]
    for (const family of [4, 6] as const) {
      const address = endOf(to.addresses, family)
      const { status, text } = await httpGet(from, family === 6 ? `http://[${address}]/` : `http://${address}/`)
      expect([status, text()]).toEqual([
        200,
        expect.stringContaining(`PodIP: ${address} | Client: ${endOf(from.addresses, family)}`),
      ])
      expect((await transfer({ server: to, client: from }, { family, sizeBytes: 300_000 })).intact).toBe(true)
    }
  })
})

function endOf(addresses: readonly string[], family: 4 | 6): string {
  return addresses.find((address) => address.includes(':') === (family === 6)) ?? ''
}
