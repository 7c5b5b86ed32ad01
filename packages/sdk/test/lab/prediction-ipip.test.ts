import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  calicoIpipCrossSubnet,
  clusterIpService,
  daemonSet,
  deployWorkload,
  installCalico,
  ping,
  services,
  type Cluster,
  type Workload,
} from '../../src/index.ts'
import { checkGet } from '../prediction/check-get.ts'
import { checkPing } from '../prediction/check-ping.ts'
import { labOf } from './cni/cni-lab.ts'

let cluster: Cluster
let app: Workload

beforeAll(async () => {
  cluster = await labOf(calicoIpipCrossSubnet({ name: 'predict-ipip' }), 'microvm')
  await installCalico(cluster, { ipip: 'CrossSubnet' })
  app = await deployWorkload(cluster, [
    daemonSet('app'),
    clusterIpService('inside', { port: 80, selector: { app: 'app' } }),
  ])
})

afterAll(() => cluster[Symbol.asyncDispose]())

test.for([
  ['a pod', 'worker', 'none'],
  ['a pod', 'worker2', 'ipip'],
  ['a node', 'control-plane', 'none'],
  ['a node', 'worker2', 'ipip'],
] as const)('an echo from %s to the pod on %s: %s, every header as predicted', async ([who, node, encapsulation]) => {
  const from = who === 'a pod' ? app.on('control-plane') : cluster.node('control-plane')
  const { path } = await checkPing(from, app.on(node))
  expect([path.forward.encapsulation, path.reverse.encapsulation]).toEqual([encapsulation, encapsulation])
})

test('a pod leaves the lab, and a Service is reached', async () => {
  await checkPing(app.on('worker'), cluster.outside)
  const [service] = await services(cluster)
  const { answer } = await checkGet(cluster.node('control-plane'), 'default/inside', 80, service?.clusterIps[0])
  expect(answer).toMatchObject({ pod: expect.stringMatching(/^app-/) })
})

test('the largest packet passes, one byte more does not', async () => {
  const { path } = await checkPing(app.on('control-plane'), app.on('worker2'))
  const bytes = path.forward.largestPacketBytes
  const send = (sizeBytes: number) =>
    ping(app.on('control-plane'), app.on('worker2'), { count: 1, dontFragment: true, sizeBytes: sizeBytes - 28 })
  expect(bytes).toBe(1480)
  expect((await send(bytes)).received).toBe(1)
  expect((await send(bytes + 1)).received).toBe(0)
})
