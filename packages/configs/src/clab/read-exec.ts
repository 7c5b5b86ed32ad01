import type { Path } from '../document/path.ts'
import type { Review } from '../document/review.ts'
import type { Claim } from './claim.ts'
import { readIpCommand } from './ip-command.ts'
import type { ResolvedNode } from './resolve-node.ts'
import { lexCommand } from './split-command.ts'

/** A default route that `exec` sets, with the place where it is written. */
export interface ReadRoute {
  readonly via: string
  readonly onlink: boolean
  readonly path: Path
}

/** What the `exec` lines of a node set, with the places where they are written. */
export interface ReadExec {
  readonly argv: readonly (readonly string[])[]
  readonly addresses: readonly { readonly interface: string; readonly address: string; readonly path: Path }[]
  /** The last one of each family. */
  readonly defaultRoutes: { readonly ipv4?: ReadRoute }
  /** What `sysctl` lines set, in order. */
  readonly sysctls: readonly (readonly [name: string, value: string])[]
  /** Whether other programs run: those may set anything. */
  readonly others: boolean
}

/** Reads addresses and default routes out of a node's `exec`; invalid addresses are refused. */
export function readExec(review: Review, node: ResolvedNode): ReadExec {
  const argv: (readonly string[])[] = []
  const addresses: { interface: string; address: string; path: Path }[] = []
  const sysctls: (readonly [string, string])[] = []
  let ipv4: ReadRoute | undefined
  for (const { value, path } of node.exec) {
    const command = lexCommand(value)
    // The structure checks have refused these already.
    if (command.fault !== undefined || command.argv.length === 0 || command.metacharacters.length > 0) continue
    argv.push(command.argv)
    sysctls.push(...readSysctls(command.argv))
    const meaning = readIpCommand(command.argv)
    if (meaning.type === 'address') addresses.push({ interface: meaning.interface, address: meaning.address, path })
    else if (meaning.type === 'default-route') ipv4 = { via: meaning.via, onlink: meaning.onlink, path }
    else if (meaning.type === 'fault') review.refuse(path, meaning.message)
  }
  const others = argv.some(([program]) => program !== 'ip' && program !== 'sysctl')
  return { argv, addresses, defaultRoutes: { ...(ipv4 && { ipv4 }) }, sysctls, others }
}

/** The addresses of a node as claims. */
export function claimsOf(review: Review, node: string, { addresses }: ReadExec): readonly Claim[] {
  return addresses.map(({ path, ...claim }) => ({
    ...claim,
    node,
    refuse: (message) => review.refuse(path, message),
  }))
}

function readSysctls([program = '', ...words]: readonly string[]): (readonly [string, string])[] {
  if (program.split('/').at(-1) !== 'sysctl') return []
  return words.flatMap((word) => {
    const [, name, value] = /^([^-=][^=]*)=(.*)$/.exec(word) ?? []
    return name === undefined || value === undefined ? [] : [[name, value] as const]
  })
}
