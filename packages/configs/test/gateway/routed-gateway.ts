import type { GatewayConfig } from '../../src/index.ts'

/** A gateway with everything that can be described, but for source NAT. */
export const routedGateway: GatewayConfig = {
  hostName: 'gw0',
  interfaces: [
    {
      name: 'eth1',
      addresses: ['10.1.5.1/24', 'fd00:10:1:5::1/64'],
      vlans: [{ id: 10, addresses: ['10.1.10.1/24'] }],
    },
    { name: 'eth2', addresses: ['10.1.8.1/24', 'fd00:10:1:8::1/64'] },
  ],
  sourceNat: [],
  staticRoutes: [
    { destination: '10.99.0.0/16', nextHop: '10.1.5.9' },
    { destination: 'fd00:99::/48', nextHop: 'fd00:10:1:5::9' },
  ],
  bgp: {
    asNumber: 65000,
    routerId: '10.1.5.1',
    neighbors: [
      { address: '10.1.5.10', remoteAs: 65000, description: 'the first, of rack 0', routeReflectorClient: true },
      { address: '10.1.8.10', remoteAs: 64512, passive: true },
      { address: 'fd00:10:1:8::10', remoteAs: 64512 },
    ],
    networks: ['10.1.5.0/24', 'fd00:10:1:5::/64'],
  },
}
