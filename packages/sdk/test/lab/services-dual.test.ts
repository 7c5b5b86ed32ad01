import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  attachClabFabric,
  clusterIpService,
  createKindCluster,
  daemonSet,
  deployWorkload,
  installCalico,
  nodePortService,
  pod,
  racks,
  removeControlPlaneTaint,
  services,
  type Cluster,
  type Workload,
} from '../../src/index.ts'
import { ask, askTimes } from './ask.ts'
import { askUdp } from './ask-udp.ts'

const name = `work-dual-${process.pid}`
const preset = racks({ name, racks: 1, nodesPerRack: 2, ipFamily: 'dual', calico: { ipip: 'Never' } })
const kind = { ...preset.kind, networking: { ...preset.kind.networking, kubeProxyMode: 'nftables' } } as const
const both = { ipFamilyPolicy: 'RequireDualStack' } as const
let cluster: Cluster
let app: Workload
let addresses: Readonly<Record<string, readonly string[]>>

beforeAll(async () => {
  cluster = await createKindCluster(kind, { engine: 'netns', host: 'local' })
  await attachClabFabric(cluster, preset.clab, { files: preset.files })
  await installCalico(cluster, preset.calico)
  await removeControlPlaneTaint(cluster)
  const ports = [{ name: 'dns', containerPort: 5353, protocol: 'UDP' }] as const
  const single = { selector: { app: 'single' }, port: 80 }
  app = await deployWorkload(cluster, [
    daemonSet('app', { ports }),
    pod('single', { nodeName: `${name}-worker` }),
    clusterIpService('all', { port: 80, selector: { app: 'app' }, ...both }),
    clusterIpService('dns', { port: 53, targetPort: 'dns', protocol: 'UDP', selector: { app: 'app' }, ...both }),
    clusterIpService('sticky', { port: 80, selector: { app: 'app' }, affinitySeconds: 600, ...both }),
    nodePortService('open', { ...single, nodePort: 32_000, ...both }),
    nodePortService('kept', { ...single, nodePort: 32_001, externalTrafficPolicy: 'Local', ...both }),
    clusterIpService('nobody', { port: 80, selector: { app: 'nobody' }, ...both }),
  ])
  addresses = Object.fromEntries((await services(cluster)).map((service) => [service.name, service.clusterIps]))
})

afterAll(() => cluster[Symbol.asyncDispose]())

const nodeIp = (node: string, family: number): string => cluster.node(node).addresses[family] ?? ''
const podIp = (node: string, family: number): string => app.on(node).addresses[family] ?? ''

test('a Service has an address of each family', () => {
  expect(addresses['all']).toEqual(['10.96.0.11', expect.stringMatching(/^fd00:/)])
})

test.for([
  ['IPv4', 0],
  ['IPv6', 1],
] as const)('%s', async ([, family]) => {
  const address = (service: string): string => addresses[service]?.[family] ?? ''
  const client = app.on('control-plane')
  expect(await askTimes(12, client, address('all'), 80)).toEqual(['app-control-plane', 'app-worker'])
  expect(await askTimes(8, client, address('sticky'), 80)).toHaveLength(1)
  expect(await ask(client, address('open'), 80)).toEqual({ pod: 'single', client: podIp('control-plane', family) })
  expect(await ask(client, address('nobody'), 80)).toBe('refused')
  expect(await askUdp(client, address('dns'), 53)).toContain('PodName: app-')

  const node = cluster.node('control-plane')
  const masqueraded = { pod: 'single', client: nodeIp('control-plane', family) }
  expect(await ask(node, address('open'), 80)).toEqual(masqueraded)
  expect(await ask(client, nodeIp('control-plane', family), 32_001)).toMatchObject({ pod: 'single' })
  expect(await ask(cluster.gateway('gw0'), nodeIp('control-plane', family), 32_000)).toEqual(masqueraded)
  expect(await ask(cluster.gateway('gw0'), nodeIp('worker', family), 32_001)).toEqual({
    pod: 'single',
    client: expect.stringMatching(family === 0 ? /^10\.1\./ : /^fd00:/),
  })
  expect(await ask(cluster.gateway('gw0'), nodeIp('control-plane', family), 32_001)).toBe('silent')
})

test('in mode nftables node ports are those of the node-ip, and what is no Service is refused or dropped', async () => {
  const { dockerAddress = '' } = cluster.node('worker')
  expect(await ask(cluster.outside, dockerAddress, 32_000)).toBe('refused')
  expect(await ask(cluster.node('worker'), '127.0.0.1', 32_000)).toBe('refused')
  expect(await ask(app.on('worker'), addresses['all']?.[0] ?? '', 4321)).toBe('refused')
  expect(await ask(app.on('worker'), '10.96.200.200', 80)).toBe('silent')
})
