import { CommandError, LabError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import { tryRun } from '../host/run.ts'
import { applyPlans } from '../plan/plan.ts'
import type { GatewayPlan } from './plan-gateway.ts'

const script = '/underlay/start-daemons.pl'

/**
 * Adds the routes of gateways and starts their daemons, all gateways at once; what runs already is left alone. When it
 * returns, the daemons have read their configurations and answer.
 *
 * @throws LabError where the host has no FRR or BIRD.
 * @throws CommandError with what a daemon said that did not start.
 */
export async function startGateways(host: Host, plans: readonly GatewayPlan[]): Promise<void> {
  await applyPlans(
    host,
    plans.map(({ name, routes }) => ({ namespace: name, instructions: routes })),
  )
  const started = await Promise.allSettled(plans.map((plan) => startDaemons(host, plan)))
  const failed = started.find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

async function startDaemons(host: Host, { name, daemons }: GatewayPlan): Promise<void> {
  if (daemons.length === 0) return
  const result = await tryRun(host, name, [script], { stdin: `${daemons.join('\n')}\n` })
  if (result.exitCode === 0) return
  const [, missing] = /^(zebra|bird): No such file or directory$/m.exec(result.stderr) ?? []
  if (missing !== undefined) {
    throw new LabError(
      `${name} runs ${missing}, which is not there on this host`,
      "attachClabFabric(cluster, topology, { driver: 'containerlab' }), or createKindCluster(config, { engine: 'netns' })",
    )
  }
  throw new CommandError({ where: name, argv: [script], ...result })
}
