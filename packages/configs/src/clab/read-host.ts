import type { Review } from '../document/review.ts'
import type { Claim } from './claim.ts'
import type { FabricHost } from './fabric.ts'
import type { ReadExec } from './read-exec.ts'
import { claimsOf, nextHops } from './read-exec.ts'
import { readSysctls } from './read-sysctls.ts'
import type { ResolvedNode } from './resolve-node.ts'

/** A host, and the addresses that it claims. */
export interface ReadHost {
  readonly host: FabricHost
  readonly claims: readonly Claim[]
}

/** Reads a plain Linux node that forwards nothing. */
export function readHost(review: Review, node: ResolvedNode, exec: ReadExec): ReadHost {
  return {
    host: {
      name: node.name,
      exec: exec.argv,
      addresses: exec.addresses.map(({ path: _, ...address }) => address),
      sysctls: readSysctls(review, node),
      defaultRoutes: nextHops(exec),
    },
    claims: claimsOf(review, node.name, exec),
  }
}
