import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseFrrConf, renderFrrConf, renderFrrConfigs } from '../../src/index.ts'
import { refusal } from '../refusal.ts'
import { arbitraryGateway } from './arbitrary-gateway.ts'
import { routedGateway } from './routed-gateway.ts'

const byHand = `frr version 8.4.4
frr defaults datacenter
hostname gw0
log syslog informational
service integrated-vtysh-config
!
ip route 10.99.0.0/16 10.1.5.9
ipv6 route fd00:99::/48 fd00:10:1:5::9
!
interface eth1
 description rack 0
 ip address 10.1.5.1/24
 ipv6 address fd00:10:1:5::1/64
exit
!
interface eth1.10
 ip address 10.1.10.1/24
!
interface eth2
 ip address 10.1.8.1/24
 ipv6 address fd00:10:1:8::1/64
router bgp 65000
 bgp router-id 10.1.5.1
 bgp log-neighbor-changes
 no bgp network import-check
 neighbor 10.1.5.10 remote-as internal
 neighbor 10.1.5.10 description the first, of rack 0
 neighbor 10.1.8.10 remote-as 64512
 neighbor 10.1.8.10 passive
 neighbor 10.1.8.10 timers 3 9
 neighbor fd00:10:1:8::10 remote-as 64512
 !
 address-family ipv4 unicast
  network 10.1.5.0/24
  neighbor 10.1.5.10 route-reflector-client
 exit-address-family
 !
 address-family ipv6 unicast
  network fd00:10:1:5::/64
  neighbor fd00:10:1:8::10 activate
 exit-address-family
exit
!
line vty
!
end
`

test('an frr.conf is understood, sections without exit too', () => {
  const { gateway, notes } = parseFrrConf(byHand)
  expect(gateway).toEqual(routedGateway)
  expect(notes.map(({ line, path }) => `${line} ${path}`)).toEqual([
    '4 log syslog',
    '5 service integrated-vtysh-config',
    '11 interface eth1.description',
    '24 router bgp 65000.bgp log-neighbor-changes',
    '30 router bgp 65000.neighbor 10.1.8.10.timers',
    '44 line vty',
  ])
})

test('no ipv6 forwarding, which FRR itself writes, is a note where there is no IPv6', () => {
  const text = 'no ipv6 forwarding\nhostname gw0\ninterface eth1\n ip address 10.1.5.1/24\n'
  expect(parseFrrConf(text).notes.map(({ line, path, message }) => `${line} ${path} ${message}`)).toEqual([
    '1 no ipv6 forwarding is ignored: the gateway has no IPv6 address',
  ])
  expect(refusal(() => parseFrrConf(`${text} ipv6 address fd00:10:1:5::1/64\n`))).toEqual([
    'frr.conf:1:1 no ipv6 forwarding is not realised by this tool: a gateway forwards both families that it has; remove it',
  ])
})

test('the router id may be FRR’s choice', () => {
  expect(parseFrrConf(byHand.replace(' bgp router-id 10.1.5.1\n', '')).gateway.bgp).not.toHaveProperty('routerId')
})

test('an interface may be opened again, a VLAN before its interface', () => {
  const text = ['eth1.10', 'eth1.20', 'eth1', 'eth1.10']
    .map((name, index) => `interface ${name}\n ip address 10.1.${index}.1/24\n`)
    .join('')
  expect(parseFrrConf(text).gateway.interfaces).toEqual([
    {
      name: 'eth1',
      addresses: ['10.1.2.1/24'],
      vlans: [
        { id: 10, addresses: ['10.1.0.1/24', '10.1.3.1/24'] },
        { id: 20, addresses: ['10.1.1.1/24'] },
      ],
    },
  ])
})

test('parse undoes render', () => {
  fc.assert(
    fc.property(arbitraryGateway, (gateway) => {
      expect(parseFrrConf(renderFrrConf(gateway)).gateway).toEqual(gateway)
    }),
    { numRuns: 50 },
  )
})

test('each daemon gets its part', () => {
  const { zebra, staticd, bgpd } = renderFrrConfigs(routedGateway)
  const head = 'frr defaults traditional\nhostname gw0\n!\n'
  expect([zebra, staticd, bgpd].every((text) => text?.startsWith(head))).toBe(true)
  expect(renderFrrConf(routedGateway)).toBe(
    head + [zebra, staticd, bgpd].map((text) => text?.slice(head.length)).join(''),
  )
  expect(renderFrrConfigs({ hostName: 'gw0', interfaces: [], sourceNat: [] }).bgpd).toBeUndefined()
})
