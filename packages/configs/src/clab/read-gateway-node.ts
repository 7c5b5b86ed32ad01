import type { Path } from '../document/path.ts'
import type { Review } from '../document/review.ts'
import { reviewOf } from '../document/review.ts'
import { checkReach } from '../gateway/check-reach.ts'
import type { GatewayConfig } from '../gateway/config.ts'
import { gatewayDevices } from '../gateway/devices.ts'
import { didYouMean } from '../issue/suggest.ts'
import { TopologyError } from '../issue/topology-error.ts'
import type { Claim } from './claim.ts'
import type { FabricGateway } from './fabric.ts'
import type { GatewayDocument } from './gateway-document.ts'
import { gatewayDocument, KIND_LABEL, labelledKind } from './gateway-document.ts'
import type { ReadNode } from './read-node.ts'
import type { ResolvedNode } from './resolve-node.ts'

/** A gateway, the addresses that it claims, and the interfaces that its NAT leaves by. */
export interface ReadGateway {
  readonly gateway: Omit<FabricGateway, 'management'>
  readonly claims: readonly Claim[]
  /** Refuses next hops in no subnet of the gateway, which has these besides its own. */
  readonly checkReach: (others: readonly string[]) => void
  readonly outbound: readonly { readonly name: string; readonly refuse: (message: string) => void }[]
}

/** Reads a gateway: from the `config.boot` or `frr.conf` that is bound into it, or else from its links and `exec`. */
export function readGatewayNode(
  review: Review,
  { node, exec, addresses, fabricNode, claims }: ReadNode,
  { kind, given }: { readonly kind: FabricGateway['kind']; readonly given: ReadonlyMap<string, string> },
): ReadGateway | undefined {
  const file = gatewayDocument(node)
  const label = node.labels.get(KIND_LABEL)
  if (label && !labelledKind(label.value))
    review.refuse(label.path, `'${label.value}' is no kind of gateway; write vyos, frr or linux`)
  const gateway = file ? fromFile(review, file, given) : fromAddresses(node, addresses)
  if (!gateway) return undefined
  checkDaemons(review, file, gateway, fabricNode.files)
  const count = addresses.length + gatewayDevices(gateway).flatMap((device) => device.addresses).length
  if (count === 0 && kind !== 'frr' && !exec.others) {
    const fix = file
      ? `give an interface of ${file.written} an address`
      : 'add exec: ip addr add <address>/<prefix> dev <interface>'
    review.refuse(node.path, `is a gateway without any address; ${fix}`, 'key')
  }
  return {
    gateway: { ...fabricNode, kind, gateway },
    claims: file ? [...configClaims(review, node.name, gateway), ...claims] : claims,
    checkReach: (others) =>
      checkReach(gateway, [...addresses.map(({ address }) => address), ...others], (path, message) =>
        refuseIn(review, gateway, path)(message),
      ),
    outbound: gateway.sourceNat.map(({ outboundInterface }, index) => ({
      name: outboundInterface,
      refuse: refuseIn(review, gateway, ['sourceNat', index, 'outboundInterface']),
    })),
  }
}

// FRR's own image starts bgpd only where this file says so.
function checkDaemons(
  review: Review,
  file: GatewayDocument | undefined,
  gateway: GatewayConfig,
  files: FabricGateway['files'],
): void {
  const daemons = files['/etc/frr/daemons']
  if (file === undefined || gateway.bgp === undefined || daemons === undefined || /^\s*bgpd=yes\b/m.test(daemons))
    return
  review.refuse(file.path, 'has router bgp, which FRR would not run: write bgpd=yes in the file for /etc/frr/daemons')
}

function fromFile(review: Review, { source, path, parse }: GatewayDocument, given: ReadonlyMap<string, string>) {
  const text = given.get(source)
  if (text === undefined) {
    review.refuse(
      path,
      () =>
        `file '${source}' is not there: lay it beside the topology, or give it in files${didYouMean(source, [...given.keys()])}`,
    )
    return undefined
  }
  try {
    const parsed = parse(text, { file: source })
    review.absorb([], parsed.notes)
    return parsed.gateway
  } catch (error) {
    if (!(error instanceof TopologyError)) throw error
    review.absorb(error.issues, [])
    return undefined
  }
}

// Its exec lines are run as they are.
function fromAddresses(node: ResolvedNode, addresses: ReadNode['addresses']): GatewayConfig {
  // containerlab's names may hold what a host name may not.
  const hostName = node.name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '-')
    .replace(/-+$/, '')
  const byInterface = Map.groupBy(addresses, (entry) => entry.interface)
  const interfaces = [...byInterface].map(([name, entries]) => ({
    name,
    addresses: entries.map(({ address }) => address),
  }))
  return { hostName, interfaces, sourceNat: [] }
}

function configClaims(review: Review, node: string, gateway: GatewayConfig): readonly Claim[] {
  return gatewayDevices(gateway).flatMap(({ name, addresses, path }) =>
    addresses.map((address, nth) => ({
      node,
      interface: name,
      address,
      refuse: refuseIn(review, gateway, [...path, 'addresses', nth]),
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
