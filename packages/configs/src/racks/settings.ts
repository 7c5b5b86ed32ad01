import type { RackGateway, RackGateways, RacksOptions } from './options.ts'

/** The part of {@link RacksOptions} that decides the wiring, with all defaults filled in. */
export interface RacksSettings {
  readonly name: string
  readonly racks: number | readonly string[]
  readonly nodesPerRack: number
  readonly fabric: string
  readonly rackPrefixLength: number
  readonly podSubnet: string
  readonly serviceSubnet: string
  readonly gateway: RackGateway
  readonly gateways: RackGateways
  /** Whether gateways have links between them, which take the fabric's last subnet. */
  readonly needsTransit: boolean
  readonly mtuBytes: number
}

/** Fills in the defaults. */
export function racksSettings(options: RacksOptions): RacksSettings {
  const { racks, gateways = 'one' } = options
  const count = typeof racks === 'number' ? racks : racks.length
  return {
    name: options.name ?? 'racks',
    racks,
    nodesPerRack: options.nodesPerRack,
    fabric: options.fabric ?? '10.1.0.0/16',
    rackPrefixLength: options.rackPrefixLength ?? 24,
    podSubnet: options.podSubnet ?? '10.98.0.0/16',
    serviceSubnet: options.serviceSubnet ?? '10.96.0.0/16',
    gateway: options.gateway ?? 'linux',
    gateways,
    needsTransit: count > 1 && (gateways === 'chain' || gateways === 'per-rack'),
    mtuBytes: options.mtuBytes ?? 1500,
  }
}
