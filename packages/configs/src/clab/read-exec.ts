import { familyOf } from '../address/ip.ts'
import type { Path } from '../document/path.ts'
import type { Review } from '../document/review.ts'
import { rememberCommand } from './command-place.ts'
import { readIpCommand } from './ip-command.ts'
import type { Written } from './resolve-node.ts'
import { lexCommand } from './split-command.ts'

/** A default route that `exec` sets, with the place where it is written. */
export interface ReadRoute {
  readonly via: string
  readonly interface?: string
  readonly onlink: boolean
  readonly path: Path
}

/** An address that a node gets, with the place where it is written. */
export interface ReadAddress {
  readonly interface: string
  readonly address: string
  readonly path: Path
}

/** What the `exec` lines of a node set, with the places where they are written. */
export interface ReadExec {
  readonly argv: readonly (readonly string[])[]
  readonly addresses: readonly ReadAddress[]
  /** The last one of each family. */
  readonly defaultRoutes: { readonly ipv4?: ReadRoute; readonly ipv6?: ReadRoute }
  /** Devices that `ip link` lines make or name. */
  readonly devices: readonly string[]
  /** What `sysctl` lines set, in order. */
  readonly sysctls: readonly (readonly [name: string, value: string])[]
  /** Whether other programs run: those may set anything. */
  readonly others: boolean
}

/** Reads addresses and default routes out of a node's commands; invalid addresses are refused. */
export function readExec(review: Review, { exec }: { readonly exec: readonly Written[] }): ReadExec {
  const argv: (readonly string[])[] = []
  const addresses: ReadAddress[] = []
  const devices: string[] = []
  const sysctls: (readonly [string, string])[] = []
  let defaultRoutes: ReadExec['defaultRoutes'] = {}
  for (const { value, path } of exec) {
    const command = lexCommand(value)
    // The structure checks have refused these already.
    if (command.fault !== undefined || command.argv.length === 0 || command.metacharacters.length > 0) continue
    argv.push(command.argv)
    rememberCommand(command.argv, review.placeOf(path))
    sysctls.push(...readSysctls(command.argv))
    const meaning = readIpCommand(command.argv)
    if (meaning.type === 'address') addresses.push({ interface: meaning.interface, address: meaning.address, path })
    else if (meaning.type === 'devices') devices.push(...meaning.names)
    else if (meaning.type === 'fault') review.refuse(path, meaning.message)
    else if (meaning.type === 'default-route') {
      const { type: _, ...route } = meaning
      const family = familyOf(route.via) === 4 ? 'ipv4' : 'ipv6'
      defaultRoutes = { ...defaultRoutes, [family]: { ...route, path } }
    }
  }
  const others = argv.some(([program = '']) => !['ip', 'sysctl'].includes(program.split('/').at(-1) ?? ''))
  return { argv, addresses, defaultRoutes, devices, sysctls, others }
}

function readSysctls([program = '', ...words]: readonly string[]): (readonly [string, string])[] {
  if (program.split('/').at(-1) !== 'sysctl') return []
  return words.flatMap((word) => {
    const [, name, value] = /^([^-=][^=]*)=(.*)$/.exec(word) ?? []
    return name === undefined || value === undefined ? [] : [[name, value] as const]
  })
}
