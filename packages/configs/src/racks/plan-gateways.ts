import { subnetAt } from '../address/address-at.ts'
import type { RackGateways } from './options.ts'
import type { Rack } from './plan-racks.ts'
import { GATEWAY, hostAddress, hostAt } from './plan-racks.ts'

/** An interface of a gateway, and the bridge or the other gateway that its link ends at. */
export interface GatewayPort {
  readonly name: string
  readonly addresses: readonly string[]
  readonly to: { readonly bridge: string } | { readonly gateway: string; readonly interface: string }
}

/** A gateway between racks. */
export interface GatewayPlan {
  readonly name: string
  /** Those to racks come first. */
  readonly ports: readonly GatewayPort[]
  readonly routes: readonly { readonly destination: string; readonly nextHop: string }[]
}

/** The gateways of a lab, and the bridge between them where there is one. */
export interface GatewaysPlan {
  readonly gateways: readonly GatewayPlan[]
  readonly spine?: string
  /** The gateway's name that a rack's nodes have their default route by. */
  readonly gatewayOf: (rack: number) => string | undefined
}

const SPINE = 'br-spine'
/** The prefix length of a link between two gateways: four addresses, of which they use the middle ones. */
export const CHAIN_LINK = { 4: 30, 6: 126 }

/** Puts gateways between racks; `transits` are the networks between gateways, one of each family. */
export function planGateways(layout: RackGateways, racks: readonly Rack[], transits: readonly string[]): GatewaysPlan {
  switch (layout) {
    case 'none':
      return { gateways: [], gatewayOf: () => undefined }
    case 'one':
      return { gateways: [{ name: 'gw0', ports: racks.map(rackPort), routes: [] }], gatewayOf: () => 'gw0' }
    case 'per-rack':
      return { gateways: aroundSpine(racks, transits), spine: SPINE, gatewayOf: nameOf }
    case 'chain':
      return { gateways: inARow(racks, transits), gatewayOf: nameOf }
  }
}

function nameOf(rack: number): string {
  return `gw${rack}`
}

// eth0 is the management network's.
function rackPort({ subnets, bridge }: Rack, index: number): GatewayPort {
  return { name: `eth${index + 1}`, addresses: subnets.map((subnet) => hostAt(subnet, GATEWAY)), to: { bridge } }
}

function aroundSpine(racks: readonly Rack[], transits: readonly string[]): readonly GatewayPlan[] {
  return racks.map((rack, own) => ({
    name: nameOf(own),
    ports: [
      rackPort(rack, 0),
      { name: 'eth2', addresses: transits.map((transit) => hostAt(transit, own + 1)), to: { bridge: SPINE } },
    ],
    routes: racks.flatMap(({ subnets }, other) =>
      other === own
        ? []
        : subnets.map((destination, family) => ({
            destination,
            nextHop: hostAddress(transits[family] ?? '', other + 1),
          })),
    ),
  }))
}

function inARow(racks: readonly Rack[], transits: readonly string[]): readonly GatewayPlan[] {
  const links = racks
    .slice(1)
    .map((_, index) => transits.map((transit) => subnetAt(transit, linkLength(transit), index)))
  const last = racks.length - 1
  return racks.map((rack, own) => {
    const before = links[own - 1] ?? []
    const after = links[own] ?? []
    // Of a gateway in between, eth2 leads back and eth3 on; the first has no way back.
    const on = own === 0 ? 'eth2' : 'eth3'
    const onBefore = own === 1 ? 'eth2' : 'eth3'
    return {
      name: nameOf(own),
      ports: [
        rackPort(rack, 0),
        ...(own > 0
          ? [
              {
                name: 'eth2',
                addresses: before.map((link) => hostAt(link, 2)),
                to: { gateway: nameOf(own - 1), interface: onBefore },
              },
            ]
          : []),
        ...(own < last
          ? [
              {
                name: on,
                addresses: after.map((link) => hostAt(link, 1)),
                to: { gateway: nameOf(own + 1), interface: 'eth2' },
              },
            ]
          : []),
      ],
      routes: racks.flatMap(({ subnets }, other) => {
        if (other === own) return []
        const [link, ordinal] = other < own ? [before, 1] : [after, 2]
        return subnets.map((destination, family) => ({
          destination,
          nextHop: hostAddress(link[family] ?? '', ordinal),
        }))
      }),
    }
  })
}

function linkLength(transit: string): number {
  return transit.includes(':') ? CHAIN_LINK[6] : CHAIN_LINK[4]
}
