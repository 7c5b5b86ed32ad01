import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  bgpSessions,
  httpGet,
  installCalico,
  interfaces,
  isIpv6,
  ping,
  racks,
  type CalicoOptions,
  type Cluster,
  type Workload,
} from '../../../src/index.ts'
import { labOf, onePodEach, onTheWire, said } from './cni-lab.ts'

const calico = { vxlan: 'CrossSubnet' } as const
const preset = racks({ name: `cni-dual-${process.pid}`, racks: 2, nodesPerRack: 2, ipFamily: 'dual', calico })
let cluster: Cluster
let app: Workload

beforeAll(async () => {
  cluster = await labOf(preset)
  await installCalico(cluster, calico)
  app = await onePodEach(cluster)
})

afterAll(() => cluster[Symbol.asyncDispose]())

test('a pod has an address of each family, an IPv6 one with a gateway that its node makes of the MAC of its end', async () => {
  const pod = app.on('worker')
  const [eth0] = (await interfaces(pod)).filter(({ name }) => name === 'eth0')
  expect(eth0?.addresses).toEqual(pod.addresses.map((address) => `${address}/${isIpv6(address) ? 128 : 32}`))
  expect(eth0?.mtuBytes).toBe(1430)
  const routes = await said(cluster, pod.place, 'ip', '-6', 'route', 'show', 'default')
  expect(routes).toContain('default via fe80::ecee:eeff:feee:eeee dev eth0')
})

describe.for<[CalicoOptions, string, string]>([
  [calico, 'none', 'vxlan'],
  [{ ipip: 'Never' }, 'none', 'lost'],
  [{ vxlan: 'Always' }, 'vxlan', 'vxlan'],
])('%j', ([options, near, far]) => {
  test(`both families travel alike: ${near} in the rack, ${far} to the other`, async () => {
    await installCalico(cluster, options)
    for (const family of [4, 6] as const) {
      expect(await onTheWire(app, 'control-plane', 'worker', family)).toBe(near)
      expect(await onTheWire(app, 'control-plane', 'worker2', family)).toBe(far)
    }
  })

  test('the sessions of BGP, where there is BGP, are of both families', async () => {
    const sessions = await bgpSessions(cluster)
    expect(sessions).toHaveLength(options.vxlan === undefined ? 24 : 0)
    expect(sessions.filter(({ state }) => state !== 'Established')).toEqual([])
  })
})

test('the outer header of the IPv6 device is IPv6, and pods fetch by it', async () => {
  await installCalico(cluster, calico)
  const six = app.on('worker2').addresses.find(isIpv6)
  expect((await httpGet(app.on('control-plane'), `http://[${six}]/`)).status).toBe(200)
  const devices = await said(cluster, 'worker', 'ip', '-d', 'link', 'show', 'vxlan-v6.calico')
  expect(devices).toContain('vxlan id 4096 local fd00:10:1::11 dev net0')
})

test('a node reaches pods by IPv6, its tunnel address the source', async () => {
  const echo = await ping(cluster.node('control-plane'), app.on('worker3'), { count: 1, family: 6 })
  expect(echo.received).toBe(1)
})
