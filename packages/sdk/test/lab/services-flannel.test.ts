import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  attachClabFabric,
  clusterIpService,
  createKindCluster,
  daemonSet,
  deletePod,
  deployWorkload,
  installFlannel,
  pod,
  pods,
  racks,
  type Cluster,
  type Workload,
} from '../../src/index.ts'
import { ask } from './ask.ts'

const name = `work-flannel-${process.pid}`
const preset = racks({ name, racks: 2, nodesPerRack: 1, flannel: { backend: 'vxlan' } })
const tolerations = [{ operator: 'Exists' }] as const
let cluster: Cluster
let app: Workload

beforeAll(async () => {
  cluster = await createKindCluster(preset.kind, { engine: 'netns', host: 'local' })
  await attachClabFabric(cluster, preset.clab, { files: preset.files })
  await installFlannel(cluster, preset.flannel)
  app = await deployWorkload(cluster, [
    daemonSet('app', { tolerations }),
    pod('single', { nodeName: `${name}-worker` }),
    clusterIpService('single', { port: 80 }),
  ])
})

afterAll(() => cluster[Symbol.asyncDispose]())

test('a pod reaches one of the same bridge by its Service, though the answer need not leave the bridge', async () => {
  for (const node of ['control-plane', 'worker']) {
    const client = app.on(node)
    expect(await ask(client, '10.96.0.11', 80)).toEqual({ pod: 'single', client: client.address })
  }
})

test('a pod reaches itself by its Service, and sees the bridge', async () => {
  const single = (await pods(cluster)).pods.find((each) => each.name === 'single')
  if (single === undefined) throw new Error('single does not run')
  const bridge = single.address.replace(/\d+$/, '1')
  expect(await ask(single, '10.96.0.11', 80)).toEqual({ pod: 'single', client: bridge })
})

test('a deleted pod comes back with another address', async () => {
  await deletePod(cluster, app.on('worker'))
  const after = (await pods(cluster)).pods.find((each) => each.name === 'app-worker')
  expect(after?.address).not.toBe(app.on('worker').address)
  expect(await ask(app.on('control-plane'), after?.address ?? '', 80)).toMatchObject({ pod: 'app-worker' })
})
