import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  calicoIpipCrossSubnet,
  httpGet,
  installCalico,
  installFlannel,
  interfaces,
  ping,
  type Cluster,
  type FlannelOptions,
  type Workload,
} from '../../../src/index.ts'
import { labOf, onePodEach, onTheWire, podRoutes, said } from './cni-lab.ts'

const preset = calicoIpipCrossSubnet({ name: `cni-flannel-${process.pid}` })
let cluster: Cluster
let app: Workload

beforeAll(async () => {
  cluster = await labOf(preset)
  await installFlannel(cluster)
  app = await onePodEach(cluster)
})

afterAll(() => cluster[Symbol.asyncDispose]())

test('pods are in the network of their node, in the order of nodes', () => {
  expect(app.pods.map(({ address }) => address)).toEqual(['10.98.0.2', '10.98.1.2', '10.98.2.2', '10.98.3.2'])
  expect(cluster.cni).toMatchObject({ name: 'flannel', how: 'modelled', vxlan: 'Always', tunnel: { port: 8472 } })
})

test('a pod and its node see each other by the bridge, whose MTU is that of the tunnel', async () => {
  const devices = await interfaces(cluster.node('worker'))
  expect(devices.find(({ name }) => name === 'cni0')).toMatchObject({ mtuBytes: 1450, addresses: ['10.98.1.1/24'] })
  expect((await ping(app.on('worker'), cluster.node('worker'), { count: 1 })).received).toBe(1)
  expect((await ping(cluster.node('worker'), app.on('worker'), { count: 1 })).received).toBe(1)
  expect((await httpGet(app.on('control-plane'), `http://${app.on('worker3').address}/`)).status).toBe(200)
})

describe.for<[FlannelOptions, string, string, string]>([
  [{}, 'vxlan', 'vxlan', '10.98.0.0/24 via 10.98.0.0 dev flannel.1 onlink'],
  [{ directRouting: true }, 'none', 'vxlan', '10.98.0.0/24 via 10.1.5.10 dev net0'],
  [{ backend: 'host-gw' }, 'none', 'lost', '10.98.0.0/24 via 10.1.5.10 dev net0'],
  [{ vni: 7, port: 4790 }, 'vxlan', 'vxlan', '10.98.0.0/24 via 10.98.0.0 dev flannel.7 onlink'],
])('%j on a running lab', ([options, near, far, route]) => {
  test(`in the rack packets travel as ${near}, to the other rack as ${far}`, async () => {
    await installFlannel(cluster, options)
    expect(await onTheWire(app, 'worker', 'control-plane')).toBe(near)
    expect(await onTheWire(app, 'worker', 'worker2')).toBe(far)
    expect(await podRoutes(cluster, 'worker')).toContain(route)
  })

  test('there is no device but the one of the backend', async () => {
    const devices = (await interfaces(cluster.node('worker'))).map(({ name }) => name)
    const { tunnel } = cluster.cni ?? {}
    expect(devices.filter((name) => name.startsWith('flannel.'))).toEqual(tunnel === undefined ? [] : [tunnel.device])
    const neighbours =
      tunnel === undefined ? '' : await said(cluster, 'worker', 'ip', 'neigh', 'show', 'nud', 'permanent')
    const count = tunnel === undefined ? 0 : near === 'none' ? 2 : 3
    expect(neighbours.split('\n').filter((line) => line.includes('lladdr'))).toHaveLength(count)
  })
})

test('what leaves the pods is masqueraded', async () => {
  expect((await ping(app.on('worker2'), cluster.outside, { count: 1 })).received).toBe(1)
})

test('a second CNI is refused', async () => {
  await expect(installCalico(cluster, { vxlan: 'Always' })).rejects.toThrow(/flannel is installed in/)
})
