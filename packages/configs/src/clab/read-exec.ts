import type { Path } from '../document/path.ts'
import type { Review } from '../document/review.ts'
import { readIpCommand } from './ip-command.ts'
import type { ResolvedNode } from './resolve-node.ts'
import { lexCommand } from './split-command.ts'

/** What the `exec` lines of a node set, with the places where they are written. */
export interface ReadExec {
  readonly argv: readonly (readonly string[])[]
  readonly addresses: readonly { readonly interface: string; readonly address: string; readonly path: Path }[]
  readonly defaultRoute?: { readonly via: string; readonly onlink: boolean; readonly path: Path }
}

/** Reads addresses and the default route out of a node's `exec`; invalid addresses are refused. */
export function readExec(review: Review, node: ResolvedNode): ReadExec {
  const argv: (readonly string[])[] = []
  const addresses: { interface: string; address: string; path: Path }[] = []
  let defaultRoute: ReadExec['defaultRoute']
  for (const { value, path } of node.exec) {
    const command = lexCommand(value)
    // The structure checks have refused these already.
    if (command.fault !== undefined || command.argv.length === 0 || command.metacharacters.length > 0) continue
    argv.push(command.argv)
    const meaning = readIpCommand(command.argv)
    if (meaning.type === 'address') addresses.push({ interface: meaning.interface, address: meaning.address, path })
    else if (meaning.type === 'default-route') defaultRoute = { via: meaning.via, onlink: meaning.onlink, path }
    else if (meaning.type === 'fault') review.refuse(path, meaning.message)
  }
  return { argv, addresses, ...(defaultRoute && { defaultRoute }) }
}
