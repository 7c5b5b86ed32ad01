import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  calicoIpipCrossSubnet,
  daemonSet,
  deployWorkload,
  httpGet,
  installCalico,
  interfaces,
  ping,
  type CalicoOptions,
  type Cluster,
  type DaemonSet,
  type Workload,
} from '../../../src/index.ts'
import { labOf, onePodEach, onTheWire, podRoutes } from './cni-lab.ts'

// IPIP needs a kernel that has it: the microVM's.
const preset = calicoIpipCrossSubnet({ name: `cni-mixed-${process.pid}` })
const pools = (ipip: 'Always' | 'CrossSubnet'): CalicoOptions => ({
  pools: [
    { name: 'ipip', cidr: '10.98.0.0/17', ipip, natOutgoing: true },
    { name: 'vxlan', cidr: '10.98.128.0/17', vxlan: 'CrossSubnet', natOutgoing: true },
  ],
})

/** A DaemonSet whose pods are in the VXLAN pool. */
function inVxlanPool(name: string): DaemonSet {
  const set = daemonSet(name)
  const { metadata, spec } = set.spec.template
  const annotations = { 'cni.projectcalico.org/ipv4pools': '["vxlan"]' }
  return { ...set, spec: { ...set.spec, template: { metadata: { ...metadata, annotations }, spec } } }
}

let cluster: Cluster
let app: Workload
let other: Workload

beforeAll(async () => {
  cluster = await labOf(preset, 'microvm')
  await installCalico(cluster, pools('CrossSubnet'))
  app = await onePodEach(cluster)
  other = await deployWorkload(cluster, [inVxlanPool('other')])
})

afterAll(() => cluster[Symbol.asyncDispose]())

test("the pool decides how a packet travels: a pod's own when it sends to the same, the receiver's between two", async () => {
  expect(await onTheWire(app, 'control-plane', 'worker')).toBe('none')
  expect(await onTheWire(app, 'control-plane', 'worker2')).toBe('ipip')
  expect(await onTheWire(other, 'control-plane', 'worker')).toBe('none')
  expect(await onTheWire(other, 'control-plane', 'worker2')).toBe('vxlan')
  expect((await ping(app.on('control-plane'), other.on('worker2'))).received).toBe(3)
  expect((await podRoutes(cluster, 'worker')).filter((route) => route.includes('vxlan.calico'))).toHaveLength(2)
  expect((await podRoutes(cluster, 'worker')).filter((route) => route.includes('tunl0'))).toHaveLength(2)
})

test('pods have the least of the MTUs of the two tunnels', async () => {
  const [eth0] = (await interfaces(app.on('worker'))).filter(({ name }) => name === 'eth0')
  expect(eth0?.mtuBytes).toBe(1450)
  const devices = await interfaces(cluster.node('worker'))
  expect(devices.find(({ name }) => name === 'tunl0')).toMatchObject({ mtuBytes: 1480, up: true })
})

test('a node speaks to either pool', async () => {
  expect((await ping(cluster.node('worker3'), app.on('control-plane'), { count: 1 })).received).toBe(1)
  expect((await httpGet(cluster.node('control-plane'), `http://${other.on('worker2').address}/`)).status).toBe(200)
})

test('one pool changes, the other stays as it is', async () => {
  const before = (await podRoutes(cluster, 'worker')).filter((route) => route.includes('vxlan.calico'))
  await installCalico(cluster, pools('Always'))
  expect(await onTheWire(app, 'control-plane', 'worker')).toBe('ipip')
  expect(await onTheWire(other, 'control-plane', 'worker')).toBe('none')
  expect((await podRoutes(cluster, 'worker')).filter((route) => route.includes('vxlan.calico'))).toEqual(before)
})

test('the IPIP pool goes over to VXLAN: no BIRD is left, and pods keep their addresses', async () => {
  const { pools: all = [] } = pools('Always')
  const changed = all.map((pool) => ({ ...pool, ipip: 'Never' as const, vxlan: 'Always' as const }))
  await installCalico(cluster, { pools: changed })
  expect(await onTheWire(app, 'control-plane', 'worker')).toBe('vxlan')
  const devices = await interfaces(cluster.node('worker'))
  expect(devices.find(({ name }) => name === 'tunl0')).toMatchObject({ addresses: [], up: false })
  expect((await podRoutes(cluster, 'worker2')).filter((route) => route.includes('tunl0'))).toEqual([])
})
