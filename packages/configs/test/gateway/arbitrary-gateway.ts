import * as fc from 'fast-check'
import type { GatewayConfig, GatewayNeighbor } from '../../src/index.ts'

const subnet = fc.integer({ min: 0, max: 255 })
const both = (net: number, host: string): readonly string[] => [
  `10.1.${net}.${host}/24`,
  `fd00:10:1:${net}::${host}/64`,
]

const interfaces = fc.uniqueArray(subnet, { minLength: 1, maxLength: 5 }).chain((nets) =>
  fc.uniqueArray(fc.integer({ min: 1, max: 4094 }), { maxLength: 2 }).map((vlans) =>
    nets.map((net, index) => ({
      name: `eth${index}`,
      addresses: both(net, '1'),
      ...(index === 0 &&
        vlans.length > 0 && { vlans: vlans.map((id, nth) => ({ id, addresses: [`10.2.${nth}.1/24`] })) }),
    })),
  ),
)

const routes = fc
  .uniqueArray(subnet, { maxLength: 4 })
  .map((nets) => nets.map((net) => ({ destination: `10.99.${net}.0/24`, nextHop: '10.200.0.9' })))

const flag = fc.boolean()
const asNumber = fc.integer({ min: 64512, max: 65534 })
const neighbors = (own: number): fc.Arbitrary<GatewayNeighbor[]> =>
  fc
    .array(fc.record({ isInternal: flag, isPassive: flag, isClient: flag, isSix: flag, isNamed: flag, asNumber }), {
      maxLength: 4,
    })
    .map((all) =>
      all.map(({ isInternal, isPassive, isClient, isSix, isNamed, asNumber: remote }, index) => ({
        address: isSix ? `fd00:10:1::1${index}` : `10.200.1.${index + 1}`,
        remoteAs: isInternal ? own : remote,
        ...(isNamed && { description: 'rack {0}, the "top" one'.replaceAll('"', '') }),
        ...(isPassive && { passive: true }),
        ...(isClient && (isInternal || remote === own) && { routeReflectorClient: true }),
      })),
    )
const bgp = asNumber.chain((own) =>
  fc.record({
    asNumber: fc.constant(own),
    routerId: fc.constantFrom('10.1.5.1', '192.0.2.9'),
    neighbors: neighbors(own),
    networks: fc.uniqueArray(fc.constantFrom('10.1.5.0/24', '10.77.0.0/16', 'fd00:77::/48')).map((all) =>
      // Both languages group them by family.
      all.toSorted((a, b) => Number(a.includes(':')) - Number(b.includes(':'))),
    ),
  }),
)

/** Gateways that can be: interfaces in both families, VLANs, static routes, BGP; without source NAT. */
export const arbitraryGateway: fc.Arbitrary<GatewayConfig> = fc
  .record({ hostName: fc.constantFrom('vyos', 'gw0', 'GW-1'), interfaces, routes, bgp: fc.option(bgp) })
  .map(({ hostName, interfaces: all, routes: staticRoutes, bgp: own }) => ({
    hostName,
    interfaces: all,
    sourceNat: [],
    ...(staticRoutes.length > 0 && { staticRoutes }),
    ...(own && { bgp: own }),
  }))
