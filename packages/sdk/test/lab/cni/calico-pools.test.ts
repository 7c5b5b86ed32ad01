import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  calicoIpipCrossSubnet,
  cidrContains,
  daemonSet,
  deployWorkload,
  installCalico,
  ping,
  type Cluster,
} from '../../../src/index.ts'
import { labOf, onePodEach, onTheWire, podRoutes } from './cni-lab.ts'

const preset = calicoIpipCrossSubnet({ name: `cni-pools-${process.pid}` })
const pools = [
  {
    name: 'rack0',
    cidr: '10.98.0.0/24',
    blockSize: 30,
    vxlan: 'Always',
    natOutgoing: true,
    nodeSelector: "rack == 'rack0'",
  },
  { name: 'rack1', cidr: '10.98.128.0/17', vxlan: 'CrossSubnet', natOutgoing: true, nodeSelector: "rack == 'rack1'" },
] as const
let cluster: Cluster

beforeAll(async () => {
  cluster = await labOf(preset)
  await installCalico(cluster, { pools })
})

afterAll(() => cluster[Symbol.asyncDispose]())

test('each rack has a pool of its own, with its own rule', async () => {
  const app = await onePodEach(cluster)
  const inPool = (node: string, cidr: string): boolean => cidrContains(cidr, app.on(node).address)
  expect(['control-plane', 'worker'].every((node) => inPool(node, pools[0].cidr))).toBe(true)
  expect(['worker2', 'worker3'].every((node) => inPool(node, pools[1].cidr))).toBe(true)
  expect(await onTheWire(app, 'control-plane', 'worker')).toBe('vxlan')
  expect(await onTheWire(app, 'worker2', 'worker3')).toBe('none')
  expect(await onTheWire(app, 'control-plane', 'worker2')).toBe('vxlan')
  expect(cluster.cni?.pools.map(({ cidr, vxlan }) => [cidr, vxlan])).toEqual([
    [pools[0].cidr, 'Always'],
    [pools[1].cidr, 'CrossSubnet'],
  ])
})

test('a node whose block is full takes another one, and every node gets a route to it', async () => {
  const before = cluster.cni?.nodes[cluster.node('worker').name]?.blocks ?? []
  expect(before).toHaveLength(1)
  await deployWorkload(cluster, [daemonSet('web'), daemonSet('db'), daemonSet('log')])
  const after = cluster.cni?.nodes[cluster.node('worker').name]?.blocks ?? []
  expect(after).toHaveLength(2)
  expect(await podRoutes(cluster, 'worker2')).toContain(
    `${after[1]} via ${before[0]?.split('/')[0]} dev vxlan.calico onlink mtu 1450`,
  )
  const log = await deployWorkload(cluster, [daemonSet('log')])
  expect(cidrContains(after[1] ?? '', log.on('worker').address)).toBe(true)
  expect((await ping(log.on('worker2'), log.on('worker'), { count: 1 })).received).toBe(1)
})
