import type { Review } from '../document/review.ts'
import type { FabricNode } from './fabric.ts'
import type { ReadExec } from './read-exec.ts'
import { readSysctls } from './read-sysctls.ts'
import type { ResolvedNode } from './resolve-node.ts'

/** Reads what every node has that runs `exec` lines. */
export function readNode(review: Review, node: ResolvedNode, exec: ReadExec): FabricNode {
  const { addresses, defaultRoutes } = exec
  return {
    name: node.name,
    exec: exec.argv,
    addresses: addresses.map((entry) => ({ interface: entry.interface, address: entry.address })),
    sysctls: readSysctls(review, node),
    defaultRoutes: Object.fromEntries(Object.entries(defaultRoutes).map(([family, { via }]) => [family, via])),
  }
}
