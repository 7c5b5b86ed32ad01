import { commandPlace, type ClusterModel, type FabricModel } from '@underlay/configs'
import { startGateways } from '../gateway/start-gateways.ts'
import { runExecLines, type ExecNode } from '../host/exec-lines.ts'
import type { Host } from '../host/host.ts'
import { observeDevices } from '../plan/observe.ts'
import { applyPlans } from '../plan/plan.ts'
import { awaitHealth } from './await-health.ts'
import { asNodesFailure, batchLines, withBatches } from './batch-lines.ts'
import type { DeploymentStep, StepCommand } from './deployment.ts'
import { outside } from './outside.ts'
import { fabricNamespaces, known } from './places.ts'
import { planFabric, planForget } from './plan-fabric.ts'

/** Whether the fabric was attached before, and whether nothing of it can be there yet. */
interface Before {
  readonly again: boolean
  readonly fresh: boolean
}

/**
 * Takes one step of a deployment: it makes what is missing, and runs the lines of the nodes that have come so far.
 *
 * @throws CommandError when a line fails. @throws LabTimeoutError when a node does not become healthy.
 */
export async function takeStep(host: Host, step: DeploymentStep, cluster: ClusterModel, before: Before): Promise<void> {
  const { fabric } = step
  const { again, fresh } = before
  const namespaces = fabricNamespaces(fabric, cluster)
  const nodes = new Map(allNodes(fabric).map((node) => [node.name, node]))
  const place = (name: string): Omit<ExecNode, 'lines'> => ({
    name,
    namespace: known(namespaces, name),
    env: nodes.get(name)?.env ?? {},
    tolerant: !fresh,
  })
  // Where nothing is new only `ip` lines run: others may add what they added before once more.
  const runs = (made: ReadonlySet<string>, name: string, argv: readonly string[]): boolean =>
    made.has(name) || !again || argv[0] === 'ip'
  const run = async (commands: readonly StepCommand[], made: ReadonlySet<string>): Promise<void> => {
    const wanted = commands.filter(({ node, argv }) => runs(made, node, argv))
    const lines = wanted.map(({ node, argv, target }) => ({
      ...place(target === 'outside' ? outside : node),
      lines: [{ argv, at: commandPlace(argv) }],
    }))
    for (const line of lines) await runExecLines(host, [line])
  }
  const devices = await observeDevices(host)
  const { clear, first, second, rest, routing, made } = planFabric(fabric, cluster, devices)
  await run(step.before, made)
  const lines = [...nodes.values()]
    .filter(({ name }) => step.configured.has(name))
    .map((node) => ({
      ...place(node.name),
      places: node.exec.map(commandPlace),
      // Where a line may have been carried out before, each is looked at by itself if it fails; and where others come
      // before it, it waits.
      ...(fresh && step.wired.length === 0 && !sharesNetwork(node)
        ? batchLines(node.exec)
        : { batch: [], exec: node.exec }),
    }))
  const batches = new Map(lines.flatMap(({ namespace, batch }) => (batch.length > 0 ? [[namespace, batch]] : [])))
  // A cable that was made anew has other MACs than its neighbours remember.
  const forget = again && first.instructions.length > 0 ? planForget(fabric, cluster) : []
  await applyPlans(host, clear, [first], [second], withBatches(rest, batches), forget).catch((error: unknown) => {
    throw asNodesFailure(error, lines)
  })
  await run(step.wired, made)
  await runExecLines(
    host,
    lines.map(({ exec, ...node }) => ({
      ...node,
      lines: exec.filter((argv) => runs(made, node.name, argv)).map((argv) => ({ argv, at: commandPlace(argv) })),
    })),
  )
  await startGateways(host, routing)
  await Promise.all(
    step.healthy.map(async ({ node, healthcheck }) => healthcheck && awaitHealth(host, place(node), healthcheck)),
  )
  await run(step.after, made)
}

function allNodes({ servers, gateways, hosts }: FabricModel): readonly FabricModel['hosts'][number][] {
  return [...servers, ...gateways, ...hosts]
}

// Two nodes' lines in one namespace are no batch of one of them.
function sharesNetwork(node: FabricModel['hosts'][number]): boolean {
  return node.shares !== undefined
}
