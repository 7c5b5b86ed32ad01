import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  createKindCluster,
  describeWorkload,
  destroyCluster,
  kindConfig,
  parseManifests,
  type Cluster,
} from '../../src/index.ts'
import { run } from '../../src/host/run.ts'
import { planServices } from '../../src/workload/kube-proxy/plan-services.ts'
import { probesOf, recordedPorts } from '../recording/kube-proxy.ts'
import { readNftJson } from '../recording/read-nft-json.ts'
import { readNftLines } from '../recording/read-nft-lines.ts'
import { outcomes, type Ruleset } from '../recording/ruleset.ts'
import { useOwnFolders } from './environment.ts'

useOwnFolders()

// The endpoints were written for the nodes of a cluster of this name.
const name = 'kubeproxy'
const folder = new URL('../fixtures/kube-proxy/', import.meta.url)
const objects = ['services.yaml', 'endpoints.yaml'].map((file) =>
  parseManifests(readFileSync(new URL(file, folder), 'utf8'), { file }),
)
const [services = [], slices = []] = objects
const ports = recordedPorts(describeWorkload(services).services, slices)
const settings = { mode: 'nftables', podCidrs: ['10.244.0.0/16'], serviceCidrs: ['10.96.0.0/16'] } as const
let cluster: Cluster

beforeAll(async () => {
  const config = kindConfig({
    name,
    podSubnet: '10.244.0.0/16',
    nodes: [{ role: 'control-plane' }, { role: 'worker' }],
  })
  const networking = { ...config.networking, kubeProxyMode: 'nftables' } as const
  cluster = await createKindCluster({ ...config, networking }, { engine: 'kind' })
  await (await cluster.kubernetes?.())?.apply(objects.flat())
}, 240_000)

afterAll(async () => {
  await cluster[Symbol.asyncDispose]()
  await destroyCluster(name, { engine: 'kind' })
})

describe.for(['control-plane', 'worker'])('on %s', (place) => {
  test('kube-proxy does with every packet what the netns engine does', async () => {
    const nodeIp = cluster.node(place).dockerAddress ?? ''
    const ours = readNftLines(planServices(ports, { name: place, nodeIps: [nodeIp] }, settings))
    const all = (rules: Ruleset) =>
      Object.fromEntries(probesOf(ports, nodeIp).map(({ what, probe }) => [what, outcomes(rules, probe)]))
    const written = async () =>
      all(readNftJson(await run(cluster.internals, place, ['nft', '-j', 'list', 'table', 'ip', 'kube-proxy'])))
    const expected = JSON.stringify(all(ours))
    // kube-proxy writes within a second or two of the API server's news.
    for (const deadline = performance.now() + 30_000; performance.now() < deadline; await setTimeout(500)) {
      if (JSON.stringify(await written().catch(() => undefined)) === expected) break
    }
    expect(await written()).toEqual(all(ours))
  })
})
