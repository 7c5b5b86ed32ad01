import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  attachClabFabric,
  clusterIpService,
  createKindCluster,
  daemonSet,
  deletePod,
  deleteWorkload,
  deployWorkload,
  installCalico,
  nodePortService,
  pod,
  pods,
  racks,
  removeControlPlaneTaint,
  type Cluster,
  type Service,
  type Workload,
} from '../../src/index.ts'
import { ask, askTimes } from './ask.ts'
import { askUdp } from './ask-udp.ts'

const preset = racks({ name: `work-services-${process.pid}`, racks: 2, nodesPerRack: 2 })
const prefix = preset.kind.name
let cluster: Cluster
let app: Workload

const ports = [
  { name: 'web', containerPort: 8080 },
  { name: 'dns', containerPort: 5353, protocol: 'UDP' },
] as const
const selector = { app: 'app' }
// Its only pod is on worker, in the rack of the control plane.
const single = { selector: { app: 'single' } }

beforeAll(async () => {
  cluster = await createKindCluster(preset.kind, { engine: 'netns', host: 'local' })
  await attachClabFabric(cluster, preset.clab, { files: preset.files })
  await installCalico(cluster, { ipip: 'Never', vxlan: 'CrossSubnet' })
  await removeControlPlaneTaint(cluster)
  app = await deployWorkload(cluster, [daemonSet('app', { ports }), pod('single', { nodeName: `${prefix}-worker` })])
})

afterAll(() => cluster[Symbol.asyncDispose]())

/** Deploys a Service for as long as an action runs. */
async function withService<T>(service: Service, action: () => Promise<T>): Promise<T> {
  await deployWorkload(cluster, service)
  try {
    return await action()
  } finally {
    await deleteWorkload(cluster, service)
  }
}

const node = (name: string) => cluster.node(name)
const dockerAddress = (name: string): string => node(name).dockerAddress ?? ''

describe('a ClusterIP', () => {
  test('keeps the address of a pod, and masquerades a node', () =>
    withService(clusterIpService('plain', { port: 80, clusterIP: '10.96.7.7', ...single }), async () => {
      const client = app.on('worker2')
      expect(await ask(client, '10.96.7.7', 80)).toEqual({ pod: 'single', client: client.address })
      expect(await ask(node('control-plane'), '10.96.7.7', 80)).toEqual({
        pod: 'single',
        client: node('control-plane').address,
      })
    }))

  test('goes to every pod, by the name of their port', () =>
    withService(clusterIpService('all', { port: 80, targetPort: 'web', selector }), async () => {
      const names = await askTimes(40, app.on('worker'), '10.96.0.11', 80)
      expect(names).toEqual(['app-control-plane', 'app-worker', 'app-worker2', 'app-worker3'])
    }))

  test('of one port number and two protocols', () => {
    const udp = clusterIpService('dns', { port: 53, targetPort: 'dns', protocol: 'UDP', selector })
    const both = [...udp.spec.ports, { name: 'web', port: 53, targetPort: 'web' }]
    return withService({ ...udp, spec: { ...udp.spec, ports: both } }, async () => {
      expect(await askUdp(app.on('worker2'), '10.96.0.11', 53)).toMatch(/^PodName: app-\S+ \| /)
      expect(await ask(app.on('worker2'), '10.96.0.11', 53)).toMatchObject({ pod: expect.stringMatching(/^app-/) })
    })
  })

  test('a pod reaches itself by it, and sees its node', () =>
    withService(clusterIpService('hairpin', { port: 80, ...single }), async () => {
      const self = (await pods(cluster)).pods.find(({ name }) => name === 'single')
      const answer = await ask(self ?? node('worker'), '10.96.0.11', 80)
      expect(answer).toMatchObject({ pod: 'single' })
      expect(answer).not.toMatchObject({ client: expect.stringMatching(/^10\.98\./) })
    }))

  test('without pods it is refused; under internalTrafficPolicy Local without one on the node it says nothing', async () => {
    const nobody = clusterIpService('nobody', { port: 80, selector: { app: 'nobody' } })
    await withService(nobody, async () => {
      expect(await ask(app.on('worker'), '10.96.0.11', 80)).toBe('refused')
      expect(await ask(node('worker'), '10.96.0.11', 80)).toBe('refused')
    })
    await withService(clusterIpService('near', { port: 80, internalTrafficPolicy: 'Local', ...single }), async () => {
      expect(await ask(app.on('worker'), '10.96.0.11', 80)).toMatchObject({ pod: 'single' })
      expect(await ask(app.on('worker2'), '10.96.0.11', 80)).toBe('silent')
    })
  })
})

describe('a NodePort', () => {
  test('under externalTrafficPolicy Cluster answers on every node, and masquerades', () =>
    withService(nodePortService('open', { port: 80, nodePort: 32_000, ...single }), async () => {
      for (const { name, client } of [
        { name: 'worker', client: dockerAddress('worker') },
        { name: 'control-plane', client: node('control-plane').address },
      ]) {
        expect(await ask(cluster.outside, dockerAddress(name), 32_000)).toEqual({ pod: 'single', client })
      }
      // Every address of the node, its loopback too: kube-proxy's mode is iptables.
      expect(await ask(node('control-plane'), '127.0.0.1', 32_000)).toMatchObject({ pod: 'single' })
      expect(await ask(app.on('worker2'), node('worker3').address, 32_000)).toMatchObject({ pod: 'single' })
    }))

  test('under Local keeps the client, and is silent where no pod is; but pods and nodes reach it from there', () =>
    withService(nodePortService('kept', { port: 80, externalTrafficPolicy: 'Local', ...single }), async () => {
      expect(await ask(cluster.outside, dockerAddress('worker'), 30_086)).toEqual({
        pod: 'single',
        client: '172.18.0.1',
      })
      expect(await ask(cluster.outside, dockerAddress('control-plane'), 30_086)).toBe('silent')
      const client = app.on('control-plane')
      const answer = { pod: 'single', client: client.address }
      expect(await ask(client, node('control-plane').address, 30_086)).toEqual(answer)
      expect(await ask(node('control-plane'), node('control-plane').address, 30_086)).toEqual({
        pod: 'single',
        client: node('control-plane').address,
      })
    }))

  test('without pods is refused', () =>
    withService(nodePortService('nobody', { port: 80, selector: { app: 'nobody' } }), async () => {
      expect(await ask(cluster.outside, dockerAddress('worker'), 30_086)).toBe('refused')
    }))
})

test('a client keeps its pod, whatever else is deployed meanwhile, until that pod is gone', () =>
  withService(clusterIpService('sticky', { port: 80, affinitySeconds: 600, selector }), async () => {
    const client = node('worker3')
    const first = await askTimes(8, client, '10.96.0.11', 80)
    expect(first).toHaveLength(1)
    await withService(clusterIpService('other', { port: 80, selector }), async () => {
      expect(await askTimes(8, client, '10.96.0.11', 80)).toEqual(first)
      expect((await askTimes(20, client, '10.96.0.12', 80)).length).toBeGreaterThan(1)
    })
    const kept = app.pods.find(({ name }) => name === first[0])
    if (kept === undefined) throw new Error(`${first[0]} is no pod`)
    await deletePod(cluster, kept)
    expect(await askTimes(8, client, '10.96.0.11', 80)).toHaveLength(1)
  }))

test('datagrams of one socket go on to another pod when theirs is gone', () =>
  withService(clusterIpService('dns', { port: 53, targetPort: 'dns', protocol: 'UDP', selector }), async () => {
    const from = node('worker')
    const name = async () => /PodName: (\S+)/.exec(await askUdp(from, '10.96.0.11', 53, 40_000))?.[1] ?? ''
    const first = await name()
    expect(await name()).toBe(first)
    await deletePod(cluster, { namespace: 'default', name: first })
    expect(await name()).toMatch(/^app-/)
  }))
