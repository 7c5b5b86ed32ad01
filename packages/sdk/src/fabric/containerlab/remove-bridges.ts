import type { Host } from '../../host/host.ts'
import { run } from '../../host/run.ts'
import { applyPlans } from '../../plan/plan.ts'
import { hostNamespace } from './driver.ts'
import { planForwardRules } from './forward-rules.ts'
import { hostLinks } from './host-links.ts'
import { ownBridges } from './plan-bridges.ts'
import { reachHost } from './reach.ts'

/**
 * Removes the bridges that a lab made on the host, and the forwarding rules that containerlab made for them. Of the
 * recorded ones, those without the lab's mark stay: somebody else has made them since.
 *
 * @throws CommandError when a bridge cannot be removed.
 */
export async function removeBridges(
  host: Host,
  recorded: readonly string[],
  { lab, say }: { readonly lab: string; readonly say: (line: string) => void },
): Promise<void> {
  if (recorded.length === 0) return
  await reachHost(host)
  const own = ownBridges(recorded, await hostLinks(host), lab)
  if (own.length === 0) return
  // Rules are harmless without their bridge: they keep none from going.
  await removeRules(host, own).catch((error: Error) =>
    say(`forwarding rules of ${own.join(', ')} may be left: ${error.message.split('\n')[0]}`),
  )
  await applyPlans(host, [{ namespace: hostNamespace, instructions: own.map((name) => `ip link del ${name}`) }])
}

async function removeRules(host: Host, bridges: readonly string[]): Promise<void> {
  const ruleset = await run(host, hostNamespace, ['nft', '-j', '-a', 'list', 'ruleset'])
  await applyPlans(host, [{ namespace: hostNamespace, instructions: planForwardRules(ruleset, bridges) }])
}
