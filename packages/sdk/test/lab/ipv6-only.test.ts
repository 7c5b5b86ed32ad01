import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  assertEncap,
  attachClabFabric,
  capture,
  createKindCluster,
  deployWorkload,
  httpGet,
  installCalico,
  ping,
  racks,
  removeControlPlaneTaint,
  type Cluster,
  type Workload,
} from '../../src/index.ts'

const calico = { vxlan: 'CrossSubnet' } as const
const preset = racks({ name: `addr-six-${process.pid}`, racks: 2, nodesPerRack: 1, ipFamily: 'ipv6', calico })
let cluster: Cluster
let app: Workload

beforeAll(async () => {
  cluster = await createKindCluster(preset.kind, { host: 'local' })
  await attachClabFabric(cluster, preset.clab, { files: preset.files })
  await installCalico(cluster, preset.calico)
  await removeControlPlaneTaint(cluster)
  app = await deployWorkload(cluster, preset.workload)
})

afterAll(() => cluster[Symbol.asyncDispose]())

test('a cluster of IPv6 needs no family named: pods have one address each, and VXLAN of IPv6 between racks', async () => {
  const [from, to] = [app.on('control-plane'), app.on('worker')]
  expect([from.addresses.length, from.address]).toEqual([1, expect.stringMatching(/^fd00:10:98:/)])
  const cap = await capture(cluster, ['control-plane:net0', 'worker:net0'], () => ping(from, to, { count: 2 }))
  expect(cap.result.received).toBe(2)
  const outer = { src: cluster.node('control-plane').address, dst: cluster.node('worker').address }
  expect(assertEncap(cap, { from, to, expect: 'vxlan', outer }).packets).toBe(8)
})

test('a NodePort answers what is outside, by IPv6', async () => {
  const url = `http://[${cluster.node('worker').dockerAddress}]:32000/`
  const { status, text } = await httpGet(cluster.outside, url)
  expect([status, text()]).toEqual([200, expect.stringMatching(/^PodName: app-/)])
})
