import type { CalicoPool } from '@underlay/configs'
import type { CalicoNode, CalicoRecord } from '../record.ts'
import { bgpReach, type BgpRouter } from './bgp-reach.ts'
import { addressOf, blocksIn, families, nodeOf, poolsOf, tunnelAddress, wayTo, type Family, type Way } from './node.ts'

/**
 * The routes that BIRD is to program on each node, as `guest/await-routes.pl` takes them: the node's own blocks, and those of the
 * nodes that BGP lets it hear of. After a change of mode the old ones are still there for a moment, by another device.
 */
export function awaitedRoutes(
  calico: CalicoRecord,
  routers: readonly BgpRouter[],
): ReadonlyMap<string, readonly string[]> {
  const reach = new Map(families.map((family) => [family, bgpReach(calico, routers, family)]))
  return new Map(
    Object.keys(calico.nodes).map((nodeName) => {
      const routes = families.flatMap((family) => {
        const pools = poolsOf(calico, family).filter(({ vxlan }) => vxlan === 'Never')
        const heard = reach.get(family)?.get(nodeName) ?? new Set()
        return pools.flatMap((pool) => routesIn(calico, nodeName, pool, family, heard))
      })
      return [nodeName, routes]
    }),
  )
}

function routesIn(
  calico: CalicoRecord,
  nodeName: string,
  pool: CalicoPool,
  family: Family,
  heard: ReadonlySet<string>,
): string[] {
  const own = nodeOf(calico, nodeName)
  return Object.entries(calico.nodes).flatMap(([name, peer]) => {
    if (name === nodeName) return blocksIn(own, pool)
    if (!heard.has(name)) return []
    const isTunnelled = wayBetween(own, peer, pool, family) === 'ipip'
    // A node that no IPIP pool selects has no address for its tunnel, which stays down.
    if (isTunnelled && tunnelAddress(calico, own, 'ipip', family) === undefined) return []
    const device = isTunnelled ? 'tunl0' : '!tunl0'
    return blocksIn(peer, pool).map((block) => `${block}@${device}`)
  })
}

function wayBetween(own: CalicoNode, peer: CalicoNode, pool: CalicoPool, family: Family): Way | undefined {
  const [here, there] = [addressOf(own, family), addressOf(peer, family)]
  return here === undefined || there === undefined ? undefined : wayTo(pool, here, there)
}
