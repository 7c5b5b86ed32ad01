import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import {
  assertEncap,
  attachClabFabric,
  calicoIpipCrossSubnet,
  capture,
  createKindCluster,
  deployWorkload,
  installFlannel,
  ping,
  removeControlPlaneTaint,
  renderKindConfig,
  withNodeImage,
  type Cluster,
} from '@underlay/sdk'
import { keepCompiledModules } from '../../packages/cli/src/command/compile-cache.ts'
import { dockerInfo } from '../../packages/sdk/src/docker/info.ts'
import { kindVersion } from '../../packages/sdk/src/kind/kind-version.ts'
import { useRealImages } from '../../packages/sdk/test/real/real-images.ts'
import { ownTime } from '../own-time.ts'
import { interruptible, timePlainKind } from '../plain-kind.ts'
import { judgeRounds, skip, type Bench, type Row } from '../row.ts'

const budgetMs = 3000
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
const what = 'kind engine, own time for a whole lab'

/**
 * What the kind engine adds to kind: of each step the wall time, and this process's own: its processor time, which other
 * work on the machine does not change, and its waiting for nothing but a clock. Offline; with the images of
 * `shared/real/up`, or of `UNDERLAY_NODE_IMAGE` and `UNDERLAY_IMAGES`, where they are not kind's own.
 */
export const benchKind: Bench = async (say) => {
  const missing = await withoutKind()
  if (missing !== undefined) return [skip(what, missing, `≤ ${seconds(budgetMs)}`)]
  useRealImages()
  keepCompiledModules()
  const image = process.env['UNDERLAY_NODE_IMAGE']
  const preset = calicoIpipCrossSubnet({ name: `bench-${process.pid}` })
  const config = renderKindConfig(image ? withNodeImage(preset.kind, image) : preset.kind)
  say('kind by itself')
  const plainMs = await interruptible((signal) => timePlainKind(`${preset.name}-plain`, config, signal))
  // As for the command line, whose second start finds the modules compiled.
  await loadMs()
  const load = await loadMs()
  const rows: Row[] = [{ what: '  loading the SDK', measured: seconds(load), baseline: '-', budget: '-', verdict: '-' }]
  let own = load
  const step = async <T>(name: string, action: () => Promise<T>): Promise<T> => {
    say(name)
    const { value, wall, cpu, clock } = await ownTime(action)
    own += cpu + clock
    const [measured, baseline] = [`${seconds(wall)}, ${seconds(cpu + clock)} of it our own`, '-']
    rows.push({ what: `  ${name}`, measured, baseline, budget: '-', verdict: '-' })
    return value
  }
  await using cluster = await step('cluster', () => createKindCluster(preset.kind, { engine: 'kind', onProgress }))
  await step('taint', () => removeControlPlaneTaint(cluster))
  await step('fabric', () => attachClabFabric(cluster, preset.clab, { files: preset.files }))
  await step('flannel', () => installFlannel(cluster, { directRouting: true, offline: true }))
  await step('workload and capture', () => captureOnce(cluster, preset.workload))
  await step('destroy', () => cluster.internals.destroy())
  const row = { what, measured: seconds(own), baseline: `kind by itself: ${seconds(plainMs)}` }
  return [judgeRounds({ ...row, budget: `≤ ${seconds(budgetMs)}` }, { rounds: [own], atMost: budgetMs }), ...rows]
}

function onProgress(): void {}

/** The processor time of a process that does nothing but load the SDK; of this one the other benches have used more. */
async function loadMs(): Promise<number> {
  const script = `await import('@underlay/sdk'); console.log(JSON.stringify(process.cpuUsage()))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: import.meta.dirname,
  })
  const { user, system } = JSON.parse(stdout) as NodeJS.CpuUsage
  return (user + system) / 1000
}

async function withoutKind(): Promise<string | undefined> {
  const answers = await Promise.allSettled([dockerInfo({ timeoutMs: 10_000 }), kindVersion({ timeoutMs: 10_000 })])
  const failed = answers.find((answer) => answer.status === 'rejected')
  return failed && String(failed.reason instanceof Error ? failed.reason.message : failed.reason).split('\n')[0]
}

async function captureOnce(cluster: Cluster, workload: Parameters<typeof deployWorkload>[1]): Promise<void> {
  const app = await deployWorkload(cluster, workload)
  const [from, to] = [app.on('control-plane'), app.on('worker2')]
  const cap = await capture(cluster, ['control-plane:net0'], () => ping(from, to))
  assertEncap(cap, { from, to, expect: 'vxlan', at: 'control-plane:net0' })
}
