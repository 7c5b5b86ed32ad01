import { isCidr } from '../address/cidr.ts'
import type { Review } from '../document/review.ts'
import { boundFiles } from './bind.ts'
import type { Claim } from './claim.ts'
import type { FabricNode } from './fabric.ts'
import type { ReadAddress, ReadExec } from './read-exec.ts'
import { readExec } from './read-exec.ts'
import type { ReadEndpoint } from './read-link.ts'
import { readSysctls } from './read-sysctls.ts'
import type { ResolvedNode } from './resolve-node.ts'

/** A node of its own network or of another's, with everything that its role needs. */
export interface ReadNode {
  readonly node: ResolvedNode
  readonly exec: ReadExec
  /** Ends of links at the node. */
  readonly ends: readonly ReadEndpoint[]
  /** Of links and `exec`. */
  readonly addresses: readonly ReadAddress[]
  readonly fabricNode: FabricNode
  readonly claims: readonly Claim[]
}

/** Reads what every node has that runs `exec` lines. */
export function readNode(
  review: Review,
  node: ResolvedNode,
  { ends, given }: { readonly ends: readonly ReadEndpoint[]; readonly given: ReadonlyMap<string, string> },
): ReadNode {
  const exec = readExec(review, node)
  const ofLinks = ends.flatMap((end) =>
    end.addresses.flatMap(({ value, path }) =>
      // The checks of links have refused what is none.
      isCidr(value) ? [{ interface: end.interface, address: value, path }] : [],
    ),
  )
  const addresses = [...ofLinks, ...exec.addresses]
  return {
    node,
    exec,
    ends,
    addresses,
    fabricNode: {
      name: node.name,
      exec: exec.argv,
      env: Object.fromEntries([...node.env].map(([name, { value }]) => [name, value])),
      addresses: addresses.map((entry) => ({ interface: entry.interface, address: entry.address })),
      sysctls: readSysctls(review, node),
      defaultRoutes: Object.fromEntries(Object.entries(exec.defaultRoutes).map(([family, { via }]) => [family, via])),
      files: boundFiles(node.binds, given),
    },
    claims: addresses.map(({ path, ...claim }) => ({
      ...claim,
      node: node.name,
      refuse: (message) => review.refuse(path, message),
    })),
  }
}
