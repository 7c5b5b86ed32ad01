import { expect, test } from 'vitest'
import type { GatewayBgp, GatewayConfig, StaticRoute } from '../../src/index.ts'
import { parseFrrConf, parseVyosConfigBoot, renderLinuxGateway } from '../../src/index.ts'
import { refusal } from '../refusal.ts'

const base: GatewayConfig = {
  hostName: 'gw0',
  interfaces: [{ name: 'eth1', addresses: ['10.1.5.1/24', 'fd00:10:1:5::1/64'] }],
  sourceNat: [],
}

const ROUTES: readonly (readonly [StaticRoute, string])[] = [
  [{ destination: '10.99', nextHop: '10.1.5.9' }, "destination '10.99' is not a CIDR such as 10.99.0.0/16"],
  [{ destination: '10.99.0.1/16', nextHop: '10.1.5.9' }, 'destination 10.99.0.1/16 has host bits; write 10.99.0.0/16'],
  [{ destination: '10.99.0.0/16', nextHop: 'Null0' }, "nextHop 'Null0' is not an address such as 10.1.5.10"],
  [{ destination: '10.99.0.0/16', nextHop: '224.0.0.1' }, "nextHop 224.0.0.1 is no router's global address"],
  [{ destination: 'fd00:99::/48', nextHop: 'fe80::1' }, "nextHop fe80::1 is no router's global address"],
  [
    { destination: 'fd00:99::/48', nextHop: 'fd00:10:1:5:0::1' },
    "nextHop fd00:10:1:5:0::1 is the gateway's own address",
  ],
  [
    { destination: '10.99.0.0/16', nextHop: 'fd00:10:1:5::9' },
    'nextHop fd00:10:1:5::9 is of another family than 10.99.0.0/16',
  ],
]

test.for(ROUTES)('a static route is refused: %j', ([route, refused]) => {
  expect(refusal(() => renderLinuxGateway({ ...base, staticRoutes: [route] }))).toEqual([
    `gateway staticRoutes[0].${refused}`,
  ])
})

const BGP: readonly (readonly [string, Partial<GatewayBgp>, string])[] = [
  ['AS 0', { asNumber: 0 }, "asNumber '0' is not an AS number, 1 to 4294967294"],
  ['AS_TRANS', { asNumber: 23456 }, "asNumber 23456 is reserved, and no router's AS"],
  ['a router id', { routerId: 'gw0' }, "routerId 'gw0' is not a router id; write an IPv4 address of the gateway"],
  [
    'no address',
    { neighbors: [{ address: 'eth1', remoteAs: 1 }] },
    "neighbors[0].address 'eth1' is not an address such as 10.1.5.10",
  ],
  [
    'itself',
    { neighbors: [{ address: '10.1.5.1', remoteAs: 1 }] },
    "neighbors[0].address 10.1.5.1 is the gateway's own address",
  ],
  [
    'twice',
    { neighbors: ['fd00::1', 'fd00:0::1'].map((address) => ({ address, remoteAs: 1 })) },
    'neighbors[1].address fd00:0::1 stands twice',
  ],
  [
    'a remote AS',
    { neighbors: [{ address: '10.1.5.9', remoteAs: 2 ** 32 }] },
    "neighbors[0].remoteAs '4294967296' is not an AS number, 1 to 4294967294",
  ],
  [
    'a client of another AS',
    { neighbors: [{ address: '10.1.5.9', remoteAs: 1, routeReflectorClient: true }] },
    "neighbors[0].routeReflectorClient needs the gateway's own AS, 65000, as remote AS (RFC 4456)",
  ],
  [
    'a description that would end its quotes',
    { neighbors: [{ address: '10.1.5.9', remoteAs: 1, description: 'a"; }' }] },
    'neighbors[0].description has quotes, backslashes or control characters, or not 1 to 80 characters',
  ],
  ['a network', { networks: ['10.1.5.1/24'] }, 'networks[0] 10.1.5.1/24 has host bits; write 10.1.5.0/24'],
  ['a network twice', { networks: ['10.1.5.0/24', '10.1.5.0/24'] }, 'networks[1] 10.1.5.0/24 stands twice'],
]

test.for(BGP)('BGP is refused: %s', ([, change, refused]) => {
  const bgp = { asNumber: 65000, routerId: '10.1.5.1', neighbors: [], networks: [], ...change }
  expect(refusal(() => renderLinuxGateway({ ...base, bgp }))).toEqual([`gateway bgp.${refused}`])
})

const VYOS: readonly (readonly [string, string])[] = [
  [
    'protocols {\n ospf {\n }\n}',
    '2:2 protocols.ospf is not realised by this tool, and would change routes; remove it',
  ],
  [
    'protocols {\n static {\n  interface-route 10.9.0.0/16 {\n  }\n }\n}',
    '3:3 protocols.static.interface-route.10.9.0.0/16 is not realised by this tool; only route and route6 with a next-hop are',
  ],
  [
    'protocols {\n static {\n  route 10.9.0.0/16 {\n   blackhole\n  }\n }\n}',
    '4:4 protocols.static.route.10.9.0.0/16.blackhole is not realised by this tool; use next-hop',
  ],
  [
    'protocols {\n static {\n  route 10.9.0.0/16 {\n   next-hop 10.1.5.9 {\n    distance 5\n   }\n  }\n }\n}',
    '5:5 protocols.static.route.10.9.0.0/16.next-hop.10.1.5.9.distance is not realised by this tool; remove it',
  ],
  [
    'protocols {\n static {\n  route 10.9.0.0/16 {\n   next-hop 10.1.5.999\n  }\n }\n}',
    "4:4 protocols.static.route.10.9.0.0/16.next-hop '10.1.5.999' is not an address such as 10.1.5.10",
  ],
  ['protocols {\n bgp {\n }\n}', '2:2 protocols.bgp has no AS number; add system-as'],
  ['protocols {\n bgp 99999999999 {\n }\n}', '2:2 protocols.bgp.99999999999 is not an AS number, 1 to 4294967294'],
  [
    'protocols {\n bgp 65000 {\n  neighbor 10.1.5.9 {\n  }\n }\n}',
    '3:3 protocols.bgp.neighbor.10.1.5.9 has no remote-as; add one',
  ],
  [
    'protocols {\n bgp 65000 {\n  neighbor 10.1.5.9 {\n   ebgp-multihop 2\n   remote-as 1\n  }\n }\n}',
    '4:4 protocols.bgp.neighbor.10.1.5.9.ebgp-multihop is not realised by this tool, and may change routes; remove it',
  ],
  [
    'protocols {\n bgp 65000 {\n  neighbor fd00::9 {\n   remote-as 1\n  }\n }\n}',
    '3:3 protocols.bgp.neighbor.fd00::9 exchanges no IPv6 routes; add address-family { ipv6-unicast { } }',
  ],
  [
    'protocols {\n bgp 65000 {\n  address-family {\n   ipv4-unicast {\n    redistribute {\n    }\n   }\n  }\n }\n}',
    '5:5 protocols.bgp.address-family.ipv4-unicast.redistribute is not realised by this tool, and may change routes; write network lines instead',
  ],
  [
    'interfaces {\n ethernet eth1 {\n  vif 10 {\n   address dhcpv6\n  }\n }\n}',
    '4:4 interfaces.ethernet.eth1.vif.10.address dhcpv6 is not realised by this tool; write the address',
  ],
]

test.for(VYOS)('VyOS: %s', ([text, refused]) => {
  const own = 'interfaces { ethernet eth9 { address 10.9.9.1/24; } }'
  expect(refusal(() => parseVyosConfigBoot(`${text}\n${own}`, { file: 'f' }))).toEqual([`f:${refused}`])
})

const session =
  'router bgp 65000\n bgp router-id 10.1.5.1\n no bgp ebgp-requires-policy\n neighbor 10.1.5.9 remote-as 1\n'
const FRR: readonly (readonly [string, string])[] = [
  ['router ospf\n', '1:1 router ospf is not realised by this tool, and may change what is forwarded; remove it'],
  [
    'route-map all permit 10\n',
    '1:1 route-map all is not realised by this tool, and may change what is forwarded; remove it',
  ],
  ['no ip forwarding\n', '1:1 no ip is not realised by this tool, and may change what is forwarded; remove it'],
  ['interface eth1 vrf red\n', "1:1 interface eth1 'vrf red' is not realised by this tool; remove it"],
  [
    'interface eth1\n ip ospf area 0\n',
    '2:2 interface eth1.ip ospf is not realised by this tool, and may change what passes; remove it',
  ],
  [
    'interface eth1\n ip address 10.1.5.1\n',
    "2:2 interface eth1.ip address '10.1.5.1' is not an address with prefix length such as 10.1.5.1/24 or fd00:10:1:5::1/64",
  ],
  [
    'ip route 10.99.0.0 255.255.0.0 10.1.5.9\n',
    '1:1 ip route 10.99.0.0 is not realised by this tool in this form; write it as ip route 10.99.0.0/16 10.1.5.10',
  ],
  ['ip route 10.99.0.0/16 blackhole\n', "1:1 ip route 10.99.0.0/16 'blackhole' is not an address such as 10.1.5.10"],
  [
    'router bgp 65000 vrf red\n bgp router-id 10.1.5.1\n',
    "1:1 router bgp 65000 'vrf red' is not realised by this tool; remove it",
  ],
  [
    'router bgp 65000\n bgp router-id gw0\n',
    "2:2 router bgp 65000.bgp router-id 'gw0' is not a router id; write an IPv4 address of the gateway",
  ],
  [
    `${session} neighbor 10.1.5.9 route-map all in\n`,
    '5:2 router bgp 65000.neighbor 10.1.5.9.route-map is not realised by this tool, and may change routes; remove it',
  ],
  [
    `${session} neighbor racks peer-group\n`,
    '5:2 router bgp 65000.neighbor racks.peer-group is not realised by this tool: no interface and no peer group; write an address',
  ],
  [
    `${session} neighbor 10.1.5.8 passive\n`,
    '5:2 router bgp 65000.neighbor 10.1.5.8.passive comes before neighbor 10.1.5.8 remote-as; write that first',
  ],
  [
    `${session} redistribute connected\n`,
    '5:2 router bgp 65000.redistribute connected is not realised by this tool, and may change routes; write network lines instead',
  ],
  [
    `${session} address-family l2vpn evpn\n`,
    '5:2 router bgp 65000.address-family l2vpn evpn is not realised by this tool; ipv4 and ipv6 unicast are',
  ],
  [
    `${session} no bgp default ipv4-unicast\n`,
    '4:2 router bgp 65000.neighbor 10.1.5.9 exchanges no IPv4 routes; add neighbor 10.1.5.9 activate in address-family ipv4 unicast',
  ],
  [
    `${session} address-family ipv6 unicast\n  neighbor 10.1.5.9 activate\n`,
    '6:3 router bgp 65000.neighbor 10.1.5.9.activate IPv6 routes are not realised over this session; only IPv4 ones are',
  ],
  [`${session} neighbor 10.1.5.9 remote-as 2\n`, '5:2 router bgp 65000.neighbor 10.1.5.9 10.1.5.9 stands twice'],
  [
    session.replace(' no bgp ebgp-requires-policy\n', ''),
    '1:1 router bgp 65000 exchanges nothing with neighbours of another AS, because FRR asks for policies (RFC 8212), which this tool does not realise; add no bgp ebgp-requires-policy',
  ],
]

test.for(FRR)('FRR: %s', ([text, refused]) => {
  expect(refusal(() => parseFrrConf(text, { file: 'f' }))).toEqual([`f:${refused}`])
})
