// Prints what the kind engine adds to kind: `npm run bench:kind`, with Docker, kind, and the images of the environment.
import {
  assertEncap,
  attachClabFabric,
  calicoIpipCrossSubnet,
  capture,
  createKindCluster,
  deployWorkload,
  formatTable,
  installFlannel,
  ping,
  removeControlPlaneTaint,
  renderKindConfig,
  withNodeImage,
} from '@underlay/sdk'
import { ownTime } from './own-time.ts'
import { interruptible, timePlainKind } from './plain-kind.ts'

const budgetMs = 3000
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

const preset = calicoIpipCrossSubnet({ name: `bench-${process.pid}` })
const { user, system } = process.cpuUsage()
const loading = (user + system) / 1000
const steps: Record<string, string>[] = []
let [cpu, clock] = [0, 0]
async function step(what: string, action: () => Promise<unknown>): Promise<void> {
  const own = await ownTime(async () => void (await action()))
  cpu += own.cpu
  clock += own.clock
  const parts = {
    wall: seconds(own.wall),
    'own processor time': seconds(own.cpu),
    'waiting for a clock': seconds(own.clock),
  }
  steps.push({ step: what, ...parts })
}

process.stderr.write('bench: kind by itself\n')
const image = process.env['UNDERLAY_NODE_IMAGE']
const config = renderKindConfig(image ? withNodeImage(preset.kind, image) : preset.kind)
const plainMs = await interruptible((signal) => timePlainKind(`${preset.name}-plain`, config, signal))

process.stderr.write('bench: the lab\n')
const cluster = await createKindClusterMeasured()
await using _ = cluster
await step('taint', () => removeControlPlaneTaint(cluster))
await step('fabric', () => attachClabFabric(cluster, preset.clab, { files: preset.files }))
await step('flannel', () => installFlannel(cluster, { directRouting: true, offline: true }))
await step('workload and capture', async () => {
  const app = await deployWorkload(cluster, preset.workload)
  const [from, to] = [app.on('control-plane'), app.on('worker2')]
  const cap = await capture(cluster, ['control-plane:net0'], () => ping(from, to))
  assertEncap(cap, { from, to, expect: 'vxlan', at: 'control-plane:net0' })
})
await step('destroy', () => cluster.internals.destroy())

async function createKindClusterMeasured() {
  let created: Awaited<ReturnType<typeof createKindCluster>> | undefined
  await step('cluster', async () => (created = await createKindCluster(preset.kind, { engine: 'kind', onProgress })))
  if (created === undefined) throw new Error('no cluster')
  return created
}

function onProgress(): void {}

steps.push({ step: 'loading', wall: '-', 'own processor time': seconds(loading), 'waiting for a clock': '-' })
const own = loading + cpu + clock
process.stdout.write(`${formatTable(steps)}\n`)
const row = {
  what: 'own time for the whole lab, loading included',
  measured: seconds(own),
  baseline: `kind by itself: ${seconds(plainMs)}`,
  budget: `≤ ${seconds(budgetMs)}`,
  verdict: own <= budgetMs ? 'kept' : 'MISSED',
}
process.stdout.write(`${formatTable([row])}\n`)
process.exitCode = own <= budgetMs ? 0 : 1
