// A process that takes the steps of a lab, to be killed at one: `node lab-steps.ts LAB LIFETIME HOST [until STEP]`.
// Each step is said when it begins and when it has ended, with its time, before anything else happens.
import { writeSync } from 'node:fs'
import {
  attachClabFabric,
  capture,
  createKindCluster,
  deployWorkload,
  destroyCluster,
  installCalico,
  ping,
  racks,
  removeControlPlaneTaint,
  type HostName,
  type Lifetime,
} from '../../../src/index.ts'

const [name = '', lifetime = '', host = '', , until = ''] = process.argv.slice(2)
const { kind, clab, files, calico, workload } = racks({
  name,
  racks: 2,
  nodesPerRack: 1,
  // BIRD and pods, on every kernel.
  calico: { ipip: 'Never' },
})

async function step<T>(what: string, action: () => Promise<T>): Promise<T> {
  const startMs = performance.now()
  writeSync(1, `begin ${what}\n`)
  const result = await action()
  writeSync(1, `end ${what} ${Math.round(performance.now() - startMs)}\n`)
  if (what === until) process.exit(0)
  return result
}

const options = {
  engine: 'netns',
  host: host as HostName,
  lifetime: lifetime as Lifetime,
  lab: { kind, clab, files },
} as const
const cluster = await step('create', () => createKindCluster(kind, options))
await step('attach', () => attachClabFabric(cluster, clab, { files }))
await step('install', () => installCalico(cluster, calico))
await step('taint', () => removeControlPlaneTaint(cluster))
const app = await step('deploy', () => deployWorkload(cluster, workload))
const [from, to] = [app.on('control-plane'), app.on('worker')]
const live = await step('arm', () =>
  capture(cluster, ['control-plane:net0', 'worker:net0'], undefined, { name: 'kill' }),
)
await step('run', () => ping(from, to, { count: 5, intervalMs: 40 }))
await step('stop', () => live.stop())
await step('destroy', () => destroyCluster(cluster))
