import { expect, test } from 'vitest'
import { deriveAutodetection } from '../../../../src/cni/calico/autodetection.ts'
import { planCalicoNode } from '../../../../src/cni/calico/plan-node.ts'
import { calicoRecord, fabric } from '../../reference-lab.ts'
import { recordedDevices } from '../../recording.ts'

const rulesOf = (instructions: readonly string[]): string =>
  instructions.filter((line) => line.startsWith('nft ')).join('\n')

test.for(['Always', 'CrossSubnet'] as const)('in mode %s the tunnel device has the ordinal 0 of the block', (ipip) => {
  const { namespace, instructions } = planCalicoNode(calicoRecord({ ipip }), 'worker2')
  expect(namespace).toBe('worker2')
  expect(instructions.filter((line) => line.startsWith('ip '))).toEqual([
    'ip link set tunl0 mtu 1480 up',
    'ip addr replace 10.98.193.192/32 dev tunl0',
  ])
})

test("a real node's tunnel device has the same ordinal of the same block", () => {
  const real = recordedDevices('control-plane.addr.json').find(({ ifname }) => ifname === 'vxlan.calico')
  const address = real?.addr_info.find(({ family }) => family === 'inet')
  expect(planCalicoNode(calicoRecord(), 'control-plane').instructions).toContain(
    `ip addr replace ${address?.local}/${address?.prefixlen} dev tunl0`,
  )
})

test('in mode Never the tunnel device is down and has no address', () => {
  const lines = planCalicoNode(calicoRecord({ ipip: 'Never' }), 'worker').instructions
  expect(lines.filter((line) => line.includes('tunl0'))).toEqual(['ip addr flush dev tunl0', 'ip link set tunl0 down'])
})

test("an MTU of the settings is the tunnel's", () => {
  const record = calicoRecord({ mtuBytes: 1400 })
  expect(planCalicoNode(record, 'worker').instructions[0]).toBe('ip link set tunl0 mtu 1400 up')
})

test('IPIP is let in from the nodes of the cluster only', () => {
  const rules = rulesOf(planCalicoNode(calicoRecord(), 'worker').instructions)
  expect(rules).toContain('elements = { 10.1.5.10, 10.1.5.11, 10.1.8.10, 10.1.8.11 }')
  expect(rules).toContain('ip protocol 4 ip saddr != @all-hosts-net counter drop')
})

test('a pod that sends with an address of another is dropped', () => {
  expect(rulesOf(planCalicoNode(calicoRecord(), 'worker').instructions)).toContain(
    'iifname "cali*" fib saddr . iif oif missing counter drop',
  )
})

test('what leaves the pool is masqueraded, unless natOutgoing is off', () => {
  const masquerade = 'ip saddr 10.98.0.0/16 ip daddr != 10.98.0.0/16 masquerade'
  expect(rulesOf(planCalicoNode(calicoRecord(), 'worker').instructions)).toContain(masquerade)
  const off = rulesOf(planCalicoNode(calicoRecord({ natOutgoing: false }), 'worker').instructions)
  expect(off).toContain('chain cali-nat-outgoing')
  expect(off).not.toContain('masquerade')
})

test('the table is replaced as a whole', () => {
  const rules = planCalicoNode(calicoRecord(), 'worker').instructions.filter((line) => line.startsWith('nft '))
  expect(rules.slice(0, 3)).toEqual(['nft table ip calico', 'nft delete table ip calico', 'nft table ip calico {'])
})

test('autodetection takes the interface that the topology gives the nodes', () => {
  expect(deriveAutodetection(fabric)).toBe('interface=net0')
})

test("autodetection names every interface that the topology uses, and is Calico's own without one", () => {
  const servers = fabric.servers.map((server, index) => ({
    ...server,
    addresses: [{ interface: index < 2 ? 'net0' : 'eth1', address: '10.1.5.10/24' }],
  }))
  expect(deriveAutodetection({ ...fabric, servers })).toBe('interface=net0,eth1')
  expect(deriveAutodetection({ ...fabric, servers: [] })).toBe('first-found')
})
