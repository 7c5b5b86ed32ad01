import type { IpFamily } from '@underlay/configs'
import type { Spawner } from '../host/host.ts'
import { run } from '../host/run.ts'

// A kernel without br_netfilter has no such file, and hands nothing over.
const script = 'cd /proc/sys/net/bridge 2>&- && cat bridge-nf-call-iptables bridge-nf-call-ip6tables || true'

/** The families of which the bridges of nodes hand what they pass to iptables; a node without any is left out. */
export async function readBridgeFilters(
  host: Spawner,
  nodes: readonly string[],
): Promise<Readonly<Record<string, readonly IpFamily[]>>> {
  const said = nodes.map(async (node) => [node, familiesIn(await run(host, node, ['sh', '-c', script]))] as const)
  return Object.fromEntries((await Promise.all(said)).filter(([, families]) => families.length > 0))
}

function familiesIn(settings: string): readonly IpFamily[] {
  const [ipv4, ipv6] = settings.trim().split('\n')
  return [...(ipv4 === '1' ? ([4] as const) : []), ...(ipv6 === '1' ? ([6] as const) : [])]
}
