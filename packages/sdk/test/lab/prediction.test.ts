import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  calicoIpipCrossSubnet,
  clusterIpService,
  daemonSet,
  deployWorkload,
  installCalico,
  nodePortService,
  services,
  type Cluster,
  type Workload,
} from '../../src/index.ts'
import { checkGet } from '../prediction/check-get.ts'
import { checkPing } from '../prediction/check-ping.ts'
import { labOf } from './cni/cni-lab.ts'

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
