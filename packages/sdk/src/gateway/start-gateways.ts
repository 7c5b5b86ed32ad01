import { CommandError, LabError, LabTimeoutError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import { tryRun } from '../host/run.ts'
import { applyPlans } from '../plan/plan.ts'
import type { GatewayPlan } from './plan-gateway.ts'

const script = '/underlay/start-daemons.pl'
const awaitMs = 20_000

/**
 * Adds the routes of gateways and starts their daemons, all gateways at once; what runs already is left alone. When it
 * returns, the daemons answer, their written routes are in the kernel, and the gateways have heard of one another's networks.
 *
 * @throws LabError where the host has no FRR or BIRD.
 * @throws CommandError with what a daemon said that did not start.
 * @throws LabTimeoutError with the routes that did not come.
 */
export async function startGateways(host: Host, plans: readonly GatewayPlan[]): Promise<void> {
  await applyPlans(
    host,
    plans.map(({ name, routes }) => ({ namespace: name, instructions: routes })),
  )
  const started = await Promise.allSettled(plans.map((plan) => startDaemons(host, plan)))
  const failed = started.find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  const missing = await Promise.all(plans.map((plan) => missingRoutes(host, plan)))
  const late = missing.filter((words) => words !== undefined)
  if (late.length > 0) throw new LabTimeoutError("the gateways' routes", awaitMs, late.join('; '))
}

async function missingRoutes(host: Host, { name, awaited }: GatewayPlan): Promise<string | undefined> {
  if (awaited.length === 0) return undefined
  const argv = ['/underlay/await-routes.pl', String(awaitMs / 1000), '/run/bird/*.ctl', ...awaited]
  const result = await tryRun(host, name, argv, { timeoutMs: awaitMs + 5000 })
  return result.exitCode === 0 ? undefined : `${name} has no route to ${result.stderr.trim()}`
}

async function startDaemons(host: Host, { name, daemons }: GatewayPlan): Promise<void> {
  if (daemons.length === 0) return
  const result = await tryRun(host, name, [script], { stdin: `${daemons.join('\n')}\n` })
  if (result.exitCode === 0) return
  const [, missing] = /^(zebra|bird): No such file or directory$/m.exec(result.stderr) ?? []
  if (missing !== undefined) {
    throw new LabError(
      `${name} runs ${missing}, which is not there on this host`,
      "underlay up --driver containerlab, or attachClabFabric(cluster, topology, { driver: 'containerlab' })",
    )
  }
  throw new CommandError({ where: name, argv: [script], ...result })
}
