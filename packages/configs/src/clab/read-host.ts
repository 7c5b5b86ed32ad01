import type { Review } from '../document/review.ts'
import type { Claim } from './claim.ts'
import type { FabricHost } from './fabric.ts'
import type { ReadExec } from './read-exec.ts'
import { claimsOf } from './read-exec.ts'
import { readNode } from './read-node.ts'
import type { ResolvedNode } from './resolve-node.ts'

/** A host, and the addresses that it claims. */
export interface ReadHost {
  readonly host: FabricHost
  readonly claims: readonly Claim[]
}

/** Reads a plain Linux node that forwards nothing. */
export function readHost(review: Review, node: ResolvedNode, exec: ReadExec): ReadHost {
  return {
    host: readNode(review, node, exec),
    claims: claimsOf(review, node.name, exec),
  }
}
