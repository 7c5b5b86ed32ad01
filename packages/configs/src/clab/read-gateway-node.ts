import type { Path } from '../document/path.ts'
import type { Review } from '../document/review.ts'
import { reviewOf } from '../document/review.ts'
import type { GatewayConfig } from '../gateway/config.ts'
import { parseVyosConfigBoot } from '../gateway/parse-vyos.ts'
import { didYouMean } from '../issue/suggest.ts'
import { TopologyError } from '../issue/topology-error.ts'
import { isConfigBoot, normalisePath, readBind } from './bind.ts'
import type { Claim } from './claim.ts'
import type { FabricGateway } from './fabric.ts'
import type { ReadExec } from './read-exec.ts'
import { claimsOf } from './read-exec.ts'
import { readNode } from './read-node.ts'
import type { ResolvedNode, Written } from './resolve-node.ts'

/** A gateway, the addresses that it claims, and the interfaces that its NAT leaves by. */
export interface ReadGateway {
  readonly gateway: FabricGateway
  readonly claims: readonly Claim[]
  readonly outbound: readonly { readonly name: string; readonly refuse: (message: string) => void }[]
}

/** Texts by path, as bound in the topology. */
export type Files = Readonly<Record<string, string>>

/** Reads a gateway: from the `config.boot` that is bound into it, or else from its `exec`. */
export function readGatewayNode(
  review: Review,
  node: ResolvedNode,
  { kind, exec, files }: { readonly kind: FabricGateway['kind']; readonly exec: ReadExec; readonly files: Files },
): ReadGateway | undefined {
  const given = new Map(Object.entries(files).map(([path, text]) => [normalisePath(path), text]))
  const bind = node.binds.find(({ value }) => isConfigBoot(value))
  const config = bind ? fromFile(review, bind, given) : fromExec(node, exec)
  if (!config) return undefined
  const { gateway } = config
  const addresses = exec.addresses.length + gateway.interfaces.flatMap((device) => device.addresses).length
  if (addresses === 0 && kind !== 'frr' && !exec.others) {
    const fix = bind
      ? `give an interface of ${bind.value.split(':')[0]} an address`
      : 'add exec: ip addr add <address>/<prefix> dev <interface>'
    review.refuse(node.path, `is a gateway without any address; ${fix}`, 'key')
  }
  const added = claimsOf(review, node.name, exec)
  return {
    gateway: {
      ...readNode(review, node, exec),
      kind,
      gateway,
      files: boundFiles(node, given),
    },
    claims: bind ? [...configClaims(review, node.name, gateway), ...added] : added,
    outbound: gateway.sourceNat.map(({ outboundInterface }, index) => ({
      name: outboundInterface,
      refuse: refuseIn(review, gateway, ['sourceNat', index, 'outboundInterface']),
    })),
  }
}

function fromFile(review: Review, bind: Written, given: ReadonlyMap<string, string>) {
  const { source } = readBind(bind.value)
  const text = given.get(source)
  if (text === undefined) {
    review.refuse(bind.path, () => `file '${source}' was not given${didYouMean(source, [...given.keys()])}`)
    return undefined
  }
  try {
    const parsed = parseVyosConfigBoot(text, { file: source })
    review.absorb([], parsed.notes)
    return parsed
  } catch (error) {
    if (!(error instanceof TopologyError)) throw error
    review.absorb(error.issues, [])
    return undefined
  }
}

// Its exec lines are run as they are.
function fromExec(node: ResolvedNode, exec: ReadExec): { readonly gateway: GatewayConfig } {
  // containerlab's names may hold what a host name may not.
  const hostName = node.name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '-')
    .replace(/-+$/, '')
  const byInterface = Map.groupBy(exec.addresses, (entry) => entry.interface)
  const interfaces = [...byInterface].map(([name, entries]) => ({
    name,
    addresses: entries.map(({ address }) => address),
  }))
  return { gateway: { hostName, interfaces, sourceNat: [] } }
}

// A bound folder brings every given file below it.
function boundFiles(node: ResolvedNode, given: ReadonlyMap<string, string>): FabricGateway['files'] {
  const bound = node.binds.flatMap(({ value }) => {
    const { source, target } = readBind(value)
    if (target === '') return []
    const inside = [...given].filter(([path]) => path === source || path.startsWith(`${source}/`))
    return inside.map(([path, text]) => [`${target}${path.slice(source.length)}`, text] as const)
  })
  return Object.fromEntries(bound)
}

function configClaims(review: Review, node: string, gateway: GatewayConfig): readonly Claim[] {
  return gateway.interfaces.flatMap(({ name, addresses }, index) =>
    addresses.map((address, nth) => ({
      node,
      interface: name,
      address,
      refuse: refuseIn(review, gateway, ['interfaces', index, 'addresses', nth]),
    })),
  )
}

function refuseIn(review: Review, gateway: GatewayConfig, path: Path): (message: string) => void {
  return (message) => {
    const ofFile = reviewOf(gateway, 'gateway')
    ofFile.refuse(path, message)
    review.absorb(ofFile.issues, [])
  }
}
