import type { Impairment } from '../clab/fabric.ts'
import type { GatewayKind } from '../gateway/config.ts'
import type { KindIpFamily } from '../kind/config.ts'
import { defaultSubnets } from '../kind/families.ts'
import type { RackGateways, RacksOptions } from './options.ts'

/** The part of {@link RacksOptions} that decides the wiring, with all defaults filled in; networks are lists, one of each family. */
export interface RacksSettings {
  readonly name: string
  /** How many racks, or the subnets of each. */
  readonly racks: number | readonly (readonly string[])[]
  readonly nodesPerRack: number
  readonly ipFamily: KindIpFamily
  readonly fabric: readonly string[]
  readonly rackPrefixLength: number
  readonly podSubnet: readonly string[]
  readonly serviceSubnet: readonly string[]
  readonly gateway: GatewayKind
  readonly gateways: RackGateways
  /** Whether gateways have links between them, which take the last subnet of each fabric network. */
  readonly needsTransit: boolean
  /** Whether nodes and gateways speak BGP, and gateways have no written routes. */
  readonly hasBgp: boolean
  readonly mtuBytes: number
  readonly uplinks?: Impairment
}

const FABRIC = { ipv4: '10.1.0.0/16', ipv6: 'fd00:10:1::/48', dual: '10.1.0.0/16,fd00:10:1::/48' }
const PODS = { ipv4: '10.98.0.0/16', ipv6: 'fd00:10:98::/56', dual: '10.98.0.0/16,fd00:10:98::/56' }

/** Fills in the defaults. */
export function racksSettings(options: RacksOptions): RacksSettings {
  const { racks, gateways = 'one', ipFamily = 'ipv4' } = options
  const count = typeof racks === 'number' ? racks : racks.length
  return {
    name: options.name ?? 'racks',
    racks: typeof racks === 'number' ? racks : racks.map(parts),
    nodesPerRack: options.nodesPerRack,
    ipFamily,
    fabric: parts(options.fabric ?? FABRIC[ipFamily]),
    rackPrefixLength: options.rackPrefixLength ?? 24,
    podSubnet: parts(options.podSubnet ?? PODS[ipFamily]),
    serviceSubnet: parts(options.serviceSubnet ?? defaultSubnets(ipFamily, 'serviceSubnet')),
    gateway: options.gateway ?? 'vyos',
    gateways,
    needsTransit: count > 1 && (gateways === 'chain' || gateways === 'per-rack'),
    hasBgp: options.bgp === 'to-the-rack',
    mtuBytes: options.mtuBytes ?? 1500,
    ...(options.uplinks !== undefined && { uplinks: options.uplinks }),
  }
}

// IPv4 first, whatever the order in which they were written.
function parts(networks: string): readonly string[] {
  const all = networks.split(',').map((network) => network.trim())
  return [...all.filter((network) => !network.includes(':')), ...all.filter((network) => network.includes(':'))]
}
