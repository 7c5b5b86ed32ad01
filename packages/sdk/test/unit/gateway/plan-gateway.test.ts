import { expect, test } from 'vitest'
import type { GatewayConfig } from '@underlay/configs'
import { planGateway, routerOf } from '../../../src/gateway/plan-gateway.ts'

const plain: GatewayConfig = {
  hostName: 'gw0',
  interfaces: [{ name: 'eth1', addresses: ['10.1.5.1/24'], vlans: [{ id: 7, addresses: ['10.1.7.1/24'] }] }],
  sourceNat: [{ rule: 1, outboundInterface: 'eth0', sourceAddress: '10.1.0.0/16', translation: 'masquerade' }],
  staticRoutes: [
    { destination: '10.99.0.0/16', nextHop: '10.1.5.9' },
    { destination: '0.0.0.0/0', nextHop: '10.1.5.8' },
  ],
}
const speaker: GatewayConfig = {
  ...plain,
  bgp: { asNumber: 65000, neighbors: [{ address: '10.1.5.10', remoteAs: 64512 }], networks: [] },
}

test.for([
  ['vyos', plain, 'kernel'],
  ['vyos', speaker, 'frr'],
  ['frr', plain, 'frr'],
  ['frr', speaker, 'frr'],
  ['linux', plain, 'kernel'],
  ['linux', speaker, 'bird'],
] as const)('the routes of a gateway of kind %s', ([kind, gateway, router]) => {
  expect(routerOf({ kind, gateway })).toBe(router)
})

test.for(['vyos', 'frr', 'linux'] as const)('%s: the same addresses and source NAT', (kind) => {
  const { settings, instructions } = planGateway({ name: 'gw0', kind, gateway: plain })
  expect(settings).toEqual(['sysctl net.ipv4.ip_forward 1'])
  expect(instructions.slice(0, 5)).toEqual([
    'ip link add link eth1 name eth1.7 type vlan id 7',
    'ip addr replace 10.1.5.1/24 dev eth1',
    'ip link set eth1 up',
    'ip addr replace 10.1.7.1/24 dev eth1.7',
    'ip link set eth1.7 up',
  ])
  expect(instructions.slice(5).every((line) => line.startsWith('nft '))).toBe(true)
  expect(instructions.join('\n')).toContain('oifname "eth0" ip saddr 10.1.0.0/16 masquerade')
})

test('static routes are the kernel’s or staticd’s; a default route replaces that of the management network', () => {
  const viaKernel = planGateway({ name: 'gw0', kind: 'linux', gateway: plain })
  expect(viaKernel.routes).toEqual([
    'ip route replace 10.99.0.0/16 via 10.1.5.9 proto static',
    'ip route replace 0.0.0.0/0 via 10.1.5.8 proto static',
  ])
  const viaFrr = planGateway({ name: 'gw0', kind: 'frr', gateway: plain })
  expect(viaFrr.routes).toEqual(['ip route replace 0.0.0.0/0 via 10.1.5.8 proto static'])
  expect(viaFrr.daemons.join('\n')).toContain('ip route 10.99.0.0/16 10.1.5.9')
  // staticd needs a moment; the kernel does not.
  expect([viaKernel.awaited, viaFrr.awaited]).toEqual([[], ['10.99.0.0/16']])
})

test('what is there, and what exec lines add, is not added', () => {
  const addresses = [{ interface: 'eth1', address: '10.1.5.1/24' }]
  const { instructions } = planGateway(
    { name: 'gw0', kind: 'linux', gateway: plain, addresses },
    { devices: new Set(['eth1.7']) },
  )
  expect(instructions.slice(0, 3)).toEqual([
    'ip link set eth1 up',
    'ip addr replace 10.1.7.1/24 dev eth1.7',
    'ip link set eth1.7 up',
  ])
})

// The kernel asks for a neighbour with its link-local address, which would have to wait for a second.
test('no IPv6 address waits', () => {
  const gateway = { ...plain, interfaces: [{ name: 'eth1', addresses: ['fd00:5::1/64'] }] }
  const { settings, instructions } = planGateway(
    { name: 'gw0', kind: 'linux', gateway },
    { devices: new Set(['eth1']) },
  )
  expect(settings).toContain('sysctl net.ipv6.conf.all.forwarding 1')
  expect(settings).toContain('sysctl net.ipv6.conf.eth1.accept_dad 0')
  expect(instructions).toContain('ip addr replace fd00:5::1/64 dev eth1 nodad')
})

test('FRR: each daemon has its own file, and the gateway’s own sockets', () => {
  const { daemons } = planGateway({ name: 'gw0', kind: 'frr', gateway: speaker })
  expect(daemons[0]).toBe('folder /run/frr/gw0')
  expect(daemons.at(-1)).toBe('accepted /run/frr/gw0/frr.log')
  const started = daemons.filter((line) => line.startsWith('daemon ')).map((line) => line.split(' ')[2])
  expect(started).toEqual(['zebra', 'staticd', 'bgpd'])
  const bgpd = daemons.find((line) => line.startsWith('file /run/frr/gw0/bgpd.conf'))
  const [head = '', ...text] = (bgpd ?? '').split('\n')
  expect(head.split(' ').at(-1)).toBe(String(text.length))
  expect(text).toContain(' neighbor 10.1.5.10 remote-as 64512')
})

test('BIRD: one file, one socket', () => {
  const { daemons } = planGateway({ name: 'gw0', kind: 'linux', gateway: speaker })
  expect(daemons.at(-1)).toBe(
    'daemon /run/bird/gw0.pid bird -c /run/bird/gw0.conf -s /run/bird/gw0.ctl -P /run/bird/gw0.pid',
  )
})
