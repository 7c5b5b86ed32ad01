import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  attachClabFabric,
  createKindCluster,
  daemonSet,
  deletePod,
  deleteWorkload,
  deployWorkload,
  destroyCluster,
  httpGet,
  installFlannel,
  nodePortService,
  pod,
  pods,
  removeControlPlaneTaint,
  services,
  type Cluster,
} from '../../src/index.ts'
import { useOwnFolders } from './environment.ts'
import { tinyLab } from './tiny-lab.ts'

useOwnFolders()

const preset = tinyLab('real-workload')
const set = daemonSet('app')
const template = { ...set.spec.template, spec: brief(set.spec.template.spec) }
const app = [{ ...set, spec: { ...set.spec, template } }, nodePortService('app', { port: 80 })]
const alone = pod('own', { nodeName: 'real-workload-worker' })
const own = { ...alone, spec: brief(alone.spec) }
let cluster: Cluster

beforeAll(async () => {
  cluster = await createKindCluster(preset.kind, { engine: 'kind' })
  await removeControlPlaneTaint(cluster)
  await attachClabFabric(cluster, preset.clab, { files: preset.files })
  await installFlannel(cluster, { offline: true })
}, 240_000)

afterAll(async () => {
  await cluster[Symbol.asyncDispose]()
  await destroyCluster(preset.name, { engine: 'kind' })
})

test('a Pod is there when it is deployed, and a Service has what it was given', async () => {
  const deployed = await deployWorkload(cluster, [...app, own])
  expect(deployed.pods.filter(({ name }) => name === 'own')).toMatchObject([{ node: 'worker' }])
  expect(deployed.pods).toHaveLength(3)
  const [service] = await services(cluster)
  const [port] = service?.ports ?? []
  expect(service).toMatchObject({ name: 'app', type: 'NodePort', clusterIps: [expect.stringMatching(/^10\.96\./)] })
  const url = `http://${cluster.node('worker').dockerAddress}:${port?.nodePort}/`
  expect((await httpGet(cluster.outside, url)).status).toBe(404)
})

test('a deleted pod comes back as another with another address; a Pod by itself does not', async () => {
  const before = (await pods(cluster)).pods.find(({ name, node }) => name.startsWith('app-') && node === 'worker')
  await deletePod(cluster, before ?? { namespace: 'default', name: 'app' })
  const after = (await pods(cluster)).pods.find(({ name, node }) => name.startsWith('app-') && node === 'worker')
  expect(after?.name).not.toBe(before?.name)
  expect(after?.address).not.toBe(before?.address)
  await deletePod(cluster, { namespace: 'default', name: 'own' })
  expect((await pods(cluster)).pods.map(({ name }) => name)).not.toContain('own')
})

test('deleted objects are gone with their pods', async () => {
  await deleteWorkload(cluster, app)
  expect((await pods(cluster)).pods).toEqual([])
  expect(await services(cluster)).toEqual([])
})

// Its program ignores what asks it to end, and would be given half a minute.
function brief<T extends object>(spec: T) {
  return { ...spec, terminationGracePeriodSeconds: 1 }
}
