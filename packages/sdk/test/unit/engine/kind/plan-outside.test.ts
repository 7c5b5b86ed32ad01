import { expect, test } from 'vitest'
import { planOutside } from '../../../../src/engine/kind/plan-outside.ts'
import { routerSysctls } from '../../../../src/fabric/outside.ts'

test('a router with a bridge for the gateways, which leave by eth0 with its address', () => {
  const { namespace, instructions } = planOutside('ipv4')
  expect(namespace).toBe('outside')
  expect(instructions.slice(0, routerSysctls.length)).toEqual(routerSysctls)
  expect(instructions).toContain('sysctl net.ipv4.ip_forward 1')
  expect(instructions.filter((line) => line.startsWith('ip '))).toEqual([
    'ip link add br-clab type bridge',
    'ip addr replace 172.20.20.1/24 dev br-clab',
    'ip link set br-clab up',
  ])
  expect(instructions.join('\n')).toMatch(/hook postrouting priority srcnat[^}]*oifname "eth0" masquerade/)
})

test('carried out twice it leaves one table: the old one goes first', () => {
  const lines = planOutside('ipv4').instructions.join('\n')
  expect(lines.indexOf('delete table ip underlay')).toBeGreaterThan(0)
  expect(lines.indexOf('delete table ip underlay')).toBeLessThan(lines.indexOf('table ip underlay {'))
})

test('in a cluster of IPv6 it has an address and forwards in both families', () => {
  const { instructions } = planOutside('dual')
  expect(instructions).toContain('ip addr replace 3fff:172:20:20::1/64 dev br-clab nodad')
  expect(instructions).toContain('sysctl net.ipv6.conf.all.forwarding 1')
})
