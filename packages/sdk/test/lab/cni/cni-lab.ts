import {
  assertEncap,
  attachClabFabric,
  capture,
  createKindCluster,
  deployWorkload,
  daemonSet,
  formatRoute,
  ping,
  removeControlPlaneTaint,
  routes,
  type Cluster,
  type Encapsulation,
  type LabPreset,
  type Workload,
} from '../../../src/index.ts'
import { run } from '../../../src/host/run.ts'

/** Builds a lab on a host, its fabric wired, every node for pods. */
export async function labOf(
  { kind, clab, files }: Pick<LabPreset, 'kind' | 'clab' | 'files'>,
  host: 'local' | 'microvm' = 'local',
): Promise<Cluster> {
  const cluster = await createKindCluster(kind, { engine: 'netns', host })
  await attachClabFabric(cluster, clab, { files })
  await removeControlPlaneTaint(cluster)
  return cluster
}

/** One pod on each node. */
export const onePodEach = (cluster: Cluster): Promise<Workload> => deployWorkload(cluster, [daemonSet('app')])

/** How the echo of a pod to another looks on its node's `net0`; `lost` when no reply came. */
export async function onTheWire(
  app: Workload,
  from: string,
  to: string,
  family: 4 | 6 = 4,
): Promise<Encapsulation | 'lost'> {
  const [source, target] = [app.on(from), app.on(to)]
  const at = `${source.node}:net0`
  const cap = await capture(source.cluster, [at], () => ping(source, target, { count: 1, timeoutMs: 2000, family }))
  if (cap.result.received === 0) return 'lost'
  const { mark } = cap.result
  const fits = (expect: Encapsulation): boolean => {
    try {
      return assertEncap(cap, { at, from: source, to: target, expect, mark, family }).outcome === 'pass'
    } catch {
      return false
    }
  }
  return (['none', 'ipip', 'vxlan'] as const).find(fits) ?? 'lost'
}

/** A node's routes to other nodes' pods, as `ip route` writes them, in order. */
export async function podRoutes(cluster: Cluster, node: string, network = '10.98.'): Promise<string[]> {
  const table = await routes(cluster.node(node))
  return table
    .filter(({ destination }) => destination.startsWith(network) && destination.includes('/'))
    .map(formatRoute)
    .sort()
}

/** What a program says at a place of the lab. */
export const said = (cluster: Cluster, place: string, ...argv: readonly string[]): Promise<string> =>
  run(cluster.internals, place, argv)
