import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { detectAddress, TopologyError } from '../../src/index.ts'
import { refusal } from '../refusal.ts'

const up = (name: string, ...addresses: string[]) => ({ name, addresses, up: true })
// As `ip addr` lists them on a node: kind's eth0 first, the fabric's net0 last, then what Calico makes.
const NODE = [
  up('lo', '127.0.0.1/8'),
  up('tunl0', '10.98.81.0/32'),
  up('eth0', '172.18.0.5/16'),
  up('net0', '10.1.5.10/24'),
  up('cali0aaab42b9f5'),
]
const NET0 = { interface: 'net0', address: '10.1.5.10/24' }
const ETH0 = { interface: 'eth0', address: '172.18.0.5/16' }

describe('methods', () => {
  test.for([
    ['first-found', NET0],
    ['', NET0],
    ['interface=net0', NET0],
    ['interface=eth.*', ETH0],
    ['interface=nothing, eth0', ETH0],
    ['interface=net|eth', NET0],
    ['interface=tunl0', { interface: 'tunl0', address: '10.98.81.0/32' }],
    ['interface=lo', undefined],
    ['interface=ens3', undefined],
    ['skip-interface=net.*', ETH0],
    ['skip-interface=net0,eth0', undefined],
    ['cidr=10.1.0.0/16', NET0],
    ['cidr=192.168.0.0/16,172.18.0.0/16', ETH0],
    ['cidr=192.168.0.0/16', undefined],
    ['can-reach=10.1.5.1', NET0],
    ['can-reach=8.8.8.8', ETH0],
    ['can-reach=kubernetes.default', ETH0],
    ['kubernetes-internal-ip', NET0],
  ] as const)('%s', ([method, expected]) => {
    expect(detectAddress(method, NODE, { nodeIp: '10.1.5.10', defaultInterface: 'eth0' })).toEqual(expected)
  })
})

test('first-found looks at the last interface first, as Calico does: an eth0 made after net0 wins', () => {
  expect(detectAddress('first-found', [up('net0', '10.1.5.10/24'), up('eth0', '172.18.0.5/16')])).toEqual(ETH0)
})

test('first-found passes over the interfaces of container software', () => {
  const names = [
    'docker0',
    'cbr0',
    'dummy0',
    'podman1',
    'virbr0',
    'lxcbr0',
    'veth1',
    'cali1',
    'tunl0',
    'flannel.1',
    'kube-ipvs0',
    'cni0',
    'vxlan.calico',
    'wireguard.cali',
  ]
  expect(
    detectAddress(
      'first-found',
      names.map((name) => up(name, '10.1.5.10/24')),
    ),
  ).toBeUndefined()
})

test('whether an interface is up matters to can-reach only', () => {
  const down = [{ ...up('net0', '10.1.5.10/24'), up: false }]
  expect(detectAddress('interface=net0', down)).toEqual(NET0)
  expect(detectAddress('can-reach=10.1.5.1', down)).toBeUndefined()
})

test("kubernetes-internal-ip finds nothing while no interface has the node's address", () => {
  expect(detectAddress('kubernetes-internal-ip', NODE, { nodeIp: '10.1.8.10' })).toBeUndefined()
  expect(detectAddress('kubernetes-internal-ip', NODE)).toBeUndefined()
})

test('each family is found for itself', () => {
  const addresses = ['10.1.5.10/24', 'fe80::1/64', 'fd00:10:1:5::10/64']
  const both = [{ name: 'net0', addresses, up: true }]
  const six = { interface: 'net0', address: 'fd00:10:1:5::10/64' }
  expect(detectAddress('interface=net0', both)).toEqual(NET0)
  expect(detectAddress('interface=net0', both, { family: 6 })).toEqual(six)
  expect(detectAddress('cidr=10.1.0.0/16,fd00:10::/32', both, { family: 6 })).toEqual(six)
  expect(detectAddress('can-reach=fd00:10:1:5::1', both, { family: 6 })).toEqual(six)
  expect(detectAddress('first-found', [up('net0', '10.1.5.10/24')], { family: 6 })).toBeUndefined()
})

test('an unknown method is refused', () => {
  expect(refusal(() => detectAddress('interfaces=net0', NODE))).toEqual([
    "calico options autodetection 'interfaces=net0' is no autodetection method; did you mean 'interface='?",
  ])
})

/** Whether a pattern is answered or refused, and soon. */
function behaves(source: string): boolean {
  const started = performance.now()
  try {
    detectAddress(`interface=${source}!`, [up('a'.repeat(15), '10.1.5.10/24')])
  } catch (error) {
    return error instanceof TopologyError
  }
  return performance.now() - started < 2000
}

test('no pattern hangs, and none throws anything but TopologyError', () => {
  const piece = fc.constantFrom(
    'a',
    'a*',
    'a?',
    'a+',
    '.*',
    '(a|a)',
    '(|a)',
    '(',
    ')',
    '|',
    '[a]*',
    '{1,9}',
    '\\1',
    '(?=a)',
    '\\',
    '^',
    '$',
  )
  const pattern = fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join(''))
  fc.assert(fc.property(pattern, behaves), { numRuns: 500 })
  expect(behaves('(a|a)'.repeat(12))).toBe(true)
  expect(behaves('a*'.repeat(8))).toBe(true)
})
