import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  calicoIpipCrossSubnet,
  clusterIpService,
  daemonSet,
  deployWorkload,
  installCalico,
  installFlannel,
  nodePortService,
  racks,
  services,
  type Cluster,
  type RacksOptions,
  type Workload,
} from '../../src/index.ts'
import { checkGet } from '../prediction/check-get.ts'
import { checkPing } from '../prediction/check-ping.ts'
import { labOf, onePodEach } from './cni/cni-lab.ts'

describe('Calico with VXLAN CrossSubnet', () => {
  let cluster: Cluster
  let app: Workload

  beforeAll(async () => {
    cluster = await labOf(calicoIpipCrossSubnet({ name: 'predict-vxlan' }))
    await installCalico(cluster, { vxlan: 'CrossSubnet' })
    const selector = { app: 'app' }
    app = await deployWorkload(cluster, [
      daemonSet('app'),
      clusterIpService('inside', { port: 80, selector }),
      nodePortService('open', { port: 8080, targetPort: 80, nodePort: 32_000, selector }),
      nodePortService('kept', { port: 80, nodePort: 32_001, selector, externalTrafficPolicy: 'Local' }),
    ])
  })

  afterAll(() => cluster[Symbol.asyncDispose]())

  // A place, or `pod NODE`.
  const end = (name: string) => {
    if (name.startsWith('pod ')) return app.on(name.slice(4))
    if (name === 'outside') return cluster.outside
    return name === 'gw0' ? cluster.gateway('gw0') : cluster.node(name)
  }

  test.for([
    ['pod control-plane', 'pod worker', 'none', 'none'],
    ['pod control-plane', 'pod worker2', 'vxlan', 'vxlan'],
    ['control-plane', 'pod control-plane', 'none', 'none'],
    ['control-plane', 'pod worker', 'none', 'none'],
    ['control-plane', 'pod worker2', 'vxlan', 'vxlan'],
    ['pod control-plane', 'control-plane', 'none', 'none'],
    ['pod control-plane', 'worker', 'none', 'none'],
    ['pod control-plane', 'worker2', 'none', 'none'],
    ['pod control-plane', 'gw0', 'none', 'none'],
    ['pod control-plane', 'outside', 'none', 'none'],
    ['control-plane', 'worker3', 'none', 'none'],
    ['worker', 'outside', 'none', 'none'],
    ['worker', 'worker', 'none', 'none'],
    ['gw0', 'worker2', 'none', 'none'],
  ] as const)('an echo from %s to %s, every header as predicted', async ([from, to, forward, reverse]) => {
    const { path } = await checkPing(end(from), end(to))
    expect([path.forward.encapsulation, path.reverse.encapsulation]).toEqual([forward, reverse])
  })

  test.for([
    ['an address of no block', '10.98.7.7', 'outside'],
    ['an address that no pod has', undefined, 'worker2'],
  ] as const)('%s is lost where it is predicted', async ([, address, place]) => {
    const block = app.on('worker2').address.replace(/\d+$/, (last) => String(Number(last) + 20))
    const { path } = await checkPing(app.on('control-plane'), address ?? block)
    expect(path.forward.lost?.at).toBe(place)
  })

  const node = (name: string) => cluster.node(name).dockerAddress ?? ''

  test.for([
    ['a pod', 'a ClusterIP', 'pod control-plane', 'inside', 80, 4],
    ['a node', 'a ClusterIP', 'control-plane', 'inside', 80, 4],
    ['a pod', 'a NodePort of another node', 'pod worker', 'worker2', 32_000, 4],
    ['outside', 'a NodePort', 'outside', 'docker worker', 32_000, 4],
    ['outside', 'a NodePort that keeps clients', 'outside', 'docker worker', 32_001, 1],
    ['a node', 'its own NodePort that keeps clients', 'worker', 'worker', 32_001, 4],
    ['a pod', 'a NodePort of its node that keeps clients', 'pod worker', 'worker', 32_001, 4],
  ] as const)('from %s to %s', async ([, , from, to, port, count]) => {
    const known = await services(cluster)
    const clusterIp = known.find(({ name }) => name === to)?.clusterIps[0]
    const goal = to.startsWith('docker ') ? node(to.slice(7)) : clusterIp === undefined ? end(to) : `default/${to}`
    const { prediction, answer } = await checkGet(end(from), goal, port, clusterIp)
    expect(prediction.paths).toHaveLength(count)
    expect(answer).toMatchObject({ pod: expect.stringMatching(/^app-/) })
  })
})

/** A lab of racks that ends with the test, and its pods. */
async function racksWith(options: Partial<RacksOptions>, install: (cluster: Cluster) => Promise<unknown>) {
  const cluster = await labOf(racks({ name: 'predict-racks', racks: 2, nodesPerRack: 2, ...options }))
  await install(cluster)
  return { cluster, app: await onePodEach(cluster) }
}

test.for([
  ['VXLAN with directRouting', { backend: 'vxlan', directRouting: true }, 'none', 'vxlan'],
  ['VXLAN', { backend: 'vxlan' }, 'vxlan', 'vxlan'],
  ['host-gw', { backend: 'host-gw' }, 'none', 'none'],
] as const)('flannel, %s', async ([, options, near, far]) => {
  const { cluster, app } = await racksWith({}, (lab) => installFlannel(lab, options))
  await using _ = cluster
  const from = app.on('control-plane')
  expect((await checkPing(from, app.on('worker'))).path.forward.encapsulation).toBe(near)
  expect((await checkPing(from, app.on('worker2'))).path.forward.encapsulation).toBe(far)
  await checkPing(cluster.node('control-plane'), app.on('worker2'))
  await checkPing(from, cluster.outside)
})

test('both families, over VXLAN of each', async () => {
  const { cluster, app } = await racksWith({ ipFamily: 'dual' }, (lab) => installCalico(lab, { vxlan: 'CrossSubnet' }))
  await using _ = cluster
  const from = app.on('control-plane')
  for (const family of [4, 6] as const) {
    const { path } = await checkPing(from, app.on('worker2'), family)
    expect(path.forward.encapsulation).toBe('vxlan')
    await checkPing(from, app.on('worker'), family)
    await checkPing(cluster.node('control-plane'), app.on('worker2'), family)
    await checkPing(from, cluster.node('worker2'), family)
  }
})

test.for(['chain', 'per-rack', 'none'] as const)('gateways: %s', async (gateways) => {
  const options = { racks: 3, nodesPerRack: 1, gateways }
  const { cluster, app } = await racksWith(options, (lab) => installCalico(lab, { vxlan: 'CrossSubnet' }))
  await using _ = cluster
  expect((await checkPing(app.on('control-plane'), app.on('worker2'))).path.forward.encapsulation).toBe('vxlan')
  await checkPing(cluster.node('control-plane'), cluster.node('worker2'))
})

test('asymmetric: a /32 tunnels to its own rack, and is answered without', async () => {
  const { clab, ...preset } = calicoIpipCrossSubnet({ name: 'predict-single' })
  const single = JSON.stringify(clab)
    .replace('10.1.5.10/24', '10.1.5.10/32')
    .replace('via 10.1.5.1"', 'via 10.1.5.1 dev net0 onlink"')
  await using cluster = await labOf({ ...preset, clab: JSON.parse(single) as typeof clab })
  await installCalico(cluster, { vxlan: 'CrossSubnet' })
  const app = await onePodEach(cluster)
  const { path } = await checkPing(app.on('control-plane'), app.on('worker'))
  expect([path.forward.encapsulation, path.reverse.encapsulation]).toEqual(['vxlan', 'none'])
})

test('wrong autodetection: net0 has seen nothing, as predicted', async () => {
  await using cluster = await labOf(calicoIpipCrossSubnet({ name: 'predict-eth0' }))
  await installCalico(cluster, { vxlan: 'CrossSubnet', autodetection: 'interface=eth0', verifyAddresses: false })
  const app = await onePodEach(cluster)
  const { path } = await checkPing(app.on('control-plane'), app.on('worker2'))
  expect(path.forward.encapsulation).toBe('none')
  expect(path.forward.hops.map(({ tap }) => tap)).not.toContain('control-plane:net0')
})
