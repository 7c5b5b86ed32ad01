// A process that takes the steps of a lab, to be killed at one: `node lab-steps.ts LAB LIFETIME HOST [FROM [UNTIL]]`. The
// host is one of the netns engine's, or `kind`, which is the other engine; from `arm` on it takes the lab that is there.
// Each step is said when it begins and when it has ended, with its time, before anything else happens.
import { writeSync } from 'node:fs'
import {
  attachClabFabric,
  capture,
  connectCluster,
  createKindCluster,
  deployWorkload,
  destroyCluster,
  installCalico,
  installFlannel,
  ping,
  pods,
  removeControlPlaneTaint,
  type HostName,
  type Lifetime,
} from '../../../src/index.ts'
import { killLab, killLabOnKind } from './kill-lab.ts'

const [name = '', lifetime = '', host = '', first = '', until = ''] = process.argv.slice(2)
const onKind = host === 'kind'
const { kind, clab, files, workload } = killLab(name)

async function step<T>(what: string, action: () => Promise<T>): Promise<T> {
  const startMs = performance.now()
  writeSync(1, `begin ${what}\n`)
  const result = await action()
  writeSync(1, `end ${what} ${Math.round(performance.now() - startMs)}\n`)
  if (what === until) process.exit(0)
  return result
}

async function build() {
  const cluster = await step('create', () =>
    createKindCluster(kind, {
      lifetime: lifetime as Lifetime,
      ...(onKind ? { engine: 'kind' } : { engine: 'netns', host: host as HostName }),
      lab: { kind, clab, files },
    }),
  )
  await step('attach', () => attachClabFabric(cluster, clab, { files }))
  await step('install', () =>
    onKind
      ? installFlannel(cluster, { ...killLabOnKind(name).flannel, offline: true })
      : installCalico(cluster, killLab(name).calico),
  )
  await step('taint', () => removeControlPlaneTaint(cluster))
  return { cluster, app: await step('deploy', () => deployWorkload(cluster, workload)) }
}

async function find() {
  const cluster = await connectCluster({ lab: name })
  return { cluster, app: await pods(cluster) }
}

const { cluster, app } = await (first === 'arm' ? find() : build())
const [from, to] = [app.on('control-plane'), app.on('worker')]
const live = await step('arm', () =>
  capture(cluster, ['control-plane:net0', 'worker:net0'], undefined, { name: 'kill' }),
)
await step('run', () => ping(from, to, { count: 5, intervalMs: 40 }))
await step('stop', () => live.stop())
await step('destroy', () => destroyCluster(cluster))
