import type { ClabTopology } from '@underlay/configs'
import { inspectContainers } from '../../docker/inspect-containers.ts'
import type { Host } from '../../host/host.ts'
import { run } from '../../host/run.ts'
import { observeDevices } from '../../plan/observe.ts'
import { applyPlans } from '../../plan/plan.ts'
import { containerName } from './container-name.ts'
import { hostNamespace } from './driver.ts'

/**
 * Makes the places of a fabric that containerlab deployed known to the helper by name: the host's own namespace by the
 * first process of the machine, gateways by the first process of their containers. A gateway that does not run is left
 * out.
 *
 * @param host the helper, which sees all processes of the machine.
 * @throws CommandError when the host's namespace is not to be had.
 * @example
 * ```ts
 * await reachFabric(host, topology, ['gw0'])
 * await run(host, 'gw0', ['ip', 'route'])
 * ```
 */
export async function reachFabric(
  host: Host,
  topology: Pick<ClabTopology, 'name' | 'prefix'>,
  gateways: readonly string[],
): Promise<void> {
  const names = gateways.map((gateway) => containerName(topology, gateway))
  const containers = await inspectContainers({ names })
  const lines = gateways.flatMap((gateway, index) => {
    const container = containers.find(({ name }) => name === names[index])
    return container?.running === true ? [`${gateway} ${container.pid}`] : []
  })
  await attachProcesses(host, [`${hostNamespace} 1`, ...lines])
}

/** Makes the host's own network namespace known to the helper. */
export async function reachHost(host: Host): Promise<void> {
  await attachProcesses(host, [`${hostNamespace} 1`])
}

async function attachProcesses(host: Host, lines: readonly string[]): Promise<void> {
  await run(host, '', ['/underlay/attach.pl'], { stdin: `${lines.join('\n')}\n` })
}

/** Lets go of gateways' namespaces: the helper's hold would keep them, and their cables, longer than their containers. */
export async function releaseGateways(host: Host, gateways: readonly string[]): Promise<void> {
  if (gateways.length === 0) return
  const known = await observeDevices(host)
  const instructions = gateways.filter((name) => known.has(name)).map((name) => `ip netns del ${name}`)
  await applyPlans(host, [{ namespace: '', instructions }])
}
