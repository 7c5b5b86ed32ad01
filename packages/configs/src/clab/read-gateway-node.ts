import type { Path } from '../document/path.ts'
import type { Review } from '../document/review.ts'
import { reviewOf } from '../document/review.ts'
import type { GatewayConfig } from '../gateway/config.ts'
import { parseVyosConfigBoot } from '../gateway/parse-vyos.ts'
import { didYouMean } from '../issue/suggest.ts'
import { TopologyError } from '../issue/topology-error.ts'
import type { Claim } from './claim.ts'
import type { FabricGateway } from './fabric.ts'
import type { ReadExec } from './read-exec.ts'
import { readExec } from './read-exec.ts'
import { isConfigBoot } from './realise.ts'
import type { ResolvedNode } from './resolve-node.ts'

/** A gateway, the addresses that it claims, and the interfaces that its NAT leaves by. */
export interface ReadGateway {
  readonly gateway: FabricGateway
  readonly claims: readonly Claim[]
  readonly outbound: readonly { readonly name: string; readonly refuse: (message: string) => void }[]
}

/** Texts by path, as bound in the topology. */
export type Files = Readonly<Record<string, string>>

/** Reads a gateway: from the `config.boot` that is bound into it, or else from its `exec`. */
export function readGatewayNode(review: Review, node: ResolvedNode, files: Files): ReadGateway | undefined {
  const exec = readExec(review, node)
  const bind = node.binds.find(({ value }) => isConfigBoot(value))
  const config = bind ? fromFile(review, bind, files) : fromExec(node, exec)
  if (!config) return undefined
  const { gateway } = config
  if (exec.addresses.length + gateway.interfaces.flatMap(({ addresses }) => addresses).length === 0) {
    const fix = bind
      ? `give an interface of ${bind.value.split(':')[0]} an address`
      : 'add exec: ip addr add <address>/<prefix> dev <interface>'
    review.refuse(node.path, `is a gateway without any address; ${fix}`, 'key')
  }
  const added = exec.addresses.map(({ path, ...claim }) => ({
    ...claim,
    node: node.name,
    refuse: (message: string) => review.refuse(path, message),
  }))
  return {
    gateway: { name: node.name, gateway, exec: exec.argv },
    claims: bind ? [...configClaims(review, node.name, gateway), ...added] : added,
    outbound: gateway.sourceNat.map(({ outboundInterface }, index) => ({
      name: outboundInterface,
      refuse: refuseIn(review, gateway, ['sourceNat', index, 'outboundInterface']),
    })),
  }
}

function fromFile(review: Review, bind: { readonly value: string; readonly path: Path }, files: Files) {
  const source = normalise(bind.value.split(':')[0] ?? '')
  const found = Object.entries(files).find(([path]) => normalise(path) === source)
  if (!found) {
    const known = Object.keys(files).map(normalise)
    review.refuse(bind.path, `file '${source}' was not given${didYouMean(source, known)}`)
    return undefined
  }
  try {
    const parsed = parseVyosConfigBoot(found[1], { file: source })
    review.absorb([], parsed.notes)
    return parsed
  } catch (error) {
    if (!(error instanceof TopologyError)) throw error
    review.absorb(error.issues, [])
    return undefined
  }
}

// A plain Linux node: its exec lines are run as they are, forwarding is assumed.
function fromExec(node: ResolvedNode, exec: ReadExec): { readonly gateway: GatewayConfig } {
  // containerlab's names may hold what a host name may not.
  const hostName = node.name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '-')
    .replace(/-+$/, '')
  const names = [...new Set(exec.addresses.map((entry) => entry.interface))]
  const interfaces = names.map((name) => ({
    name,
    addresses: exec.addresses.filter((entry) => entry.interface === name).map(({ address }) => address),
  }))
  return { gateway: { hostName, interfaces, sourceNat: [] } }
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

/** A path as it is compared: without `./` and doubled slashes. */
function normalise(path: string): string {
  return path
    .split('/')
    .filter((part, index) => part !== '.' && (part !== '' || index === 0))
    .join('/')
}
