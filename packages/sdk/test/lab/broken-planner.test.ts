import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  AssertionError,
  assertPath,
  calicoIpipCrossSubnet,
  capture,
  installCalico,
  pathTaps,
  ping,
  predictPath,
  type Cluster,
  type Workload,
} from '../../src/index.ts'
import type * as planner from '../../src/cni/calico/node.ts'
import { headerDifferences } from '../prediction/header-differences.ts'
import { routeDifferences } from '../prediction/route-differences.ts'
import { labOf, onePodEach } from './cni/cni-lab.ts'

// A planner that takes CrossSubnet for its opposite: plain between racks, VXLAN inside of them.
vi.mock('../../src/cni/calico/node.ts', async (original) => {
  const real = await original<typeof planner>()
  const wayTo: typeof real.wayTo = (...args) => (real.wayTo(...args) === 'direct' ? 'vxlan' : 'direct')
  return { ...real, wayTo }
})

let cluster: Cluster
let app: Workload

beforeAll(async () => {
  cluster = await labOf(calicoIpipCrossSubnet({ name: 'predict-broken' }))
  await installCalico(cluster, { vxlan: 'CrossSubnet' })
  app = await onePodEach(cluster)
})

afterAll(() => cluster[Symbol.asyncDispose]())

test('a planner with the wrong rule disagrees with the prediction, in the routes and on the wire', async () => {
  const [from, to] = [app.on('control-plane'), app.on('worker')]
  const prediction = await predictPath(cluster, from, to)
  const [path] = prediction.paths
  expect(path?.forward.reason).toBe("VXLAN CrossSubnet: 10.1.5.11 is inside of control-plane's 10.1.5.10/24, so none")
  expect(path && (await routeDifferences(cluster, path.forward))).toEqual([
    expect.stringMatching(/^control-plane: net0 10\.1\.5\.11 is predicted, and the kernel says vxlan\.calico/),
  ])
  const cap = await capture(cluster, pathTaps(prediction), () => ping(from, to, { count: 1 }))
  const mark = Buffer.from(cap.result.mark)
  const differences = path && headerDifferences(path.forward, cap, ({ bytes }) => Buffer.from(bytes).includes(mark))
  expect(differences).toContain(
    'control-plane:net0: eth:ip:icmp is predicted, and eth:ip:udp:vxlan:eth:ip:icmp:data was seen',
  )
})

test('the three-way comparison turns red, and names the route first', async () => {
  const failed: unknown = await assertPath(cluster, app.on('control-plane'), app.on('worker')).catch(
    (error: unknown) => error,
  )
  expect(failed).toBeInstanceOf(AssertionError)
  expect((failed as AssertionError).verdict).toMatchObject({
    disagreement: { layer: 'route', place: 'control-plane', tap: 'control-plane:net0' },
    message: expect.stringMatching(/expected {2}dev net0 via 10\.1\.5\.11\n {2}actual {4}dev vxlan\.calico via /),
  })
})
