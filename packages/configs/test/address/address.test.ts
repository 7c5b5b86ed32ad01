import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addressAt,
  AddressError,
  canonicalAddress,
  cidrContains,
  cidrInside,
  cidrsOverlap,
  compareAddresses,
  familyOf,
  isCidr,
  isIp,
  isIpv4,
  isIpv4Cidr,
  isIpv6,
  isIpv6Cidr,
  networkOf,
  parseCidr,
  subnetAt,
  subnetCount,
} from '../../src/index.ts'

const cidrs4 = fc.tuple(fc.ipV4(), fc.nat(32)).map(([address, prefixLength]) => `${address}/${prefixLength}`)
const cidrs6 = fc.tuple(fc.ipV6(), fc.nat(128)).map(([address, prefixLength]) => `${address}/${prefixLength}`)
const cidrs = fc.oneof(cidrs4, cidrs6)

/** What parseCidr throws. */
function thrownBy(text: string): unknown {
  try {
    return parseCidr(text) && undefined
  } catch (thrown) {
    return thrown
  }
}

describe('parseCidr', () => {
  test('keeps the address and finds the network', () => {
    const read = { address: '10.1.5.10', prefixLength: 24, network: '10.1.5.0', family: 4 }
    expect(parseCidr('10.1.5.10/24')).toEqual(read)
    expect(parseCidr('255.255.255.255/0')).toMatchObject({ address: '255.255.255.255', network: '0.0.0.0' })
    expect(parseCidr('10.98.81.0/32').network).toBe('10.98.81.0')
  })

  test('reads IPv6, and writes it in its canonical form', () => {
    const read = { address: 'fd00:10:1:5::10', prefixLength: 64, network: 'fd00:10:1:5::', family: 6 }
    expect(parseCidr('FD00:10:1:5:0::0010/64')).toEqual(read)
    expect(parseCidr('ff::1/0').network).toBe('::')
    expect(parseCidr('fd00::1/128').network).toBe('fd00::1')
    expect(networkOf('fd00:0:0:1234::1/58')).toBe('fd00:0:0:1200::/58')
  })

  test.for([
    '',
    '10.1.5.10',
    '10.1.5.10/33',
    '10.1.5.10/-1',
    '10.1.5.10/08',
    '10.1.5/24',
    '10.1.5.010/24',
    '1.2.3.4/5/6',
    'fd00::',
    'fd00::/129',
    'fd00::/064',
    'fe80::1%eth0/64',
    'fd00::1::/64',
    'fd00::/64/64',
    ' 10.1.5.0/24',
  ])("refuses '%s'", (text) => {
    expect(isCidr(text)).toBe(false)
    expect(() => parseCidr(text)).toThrow(
      new AddressError(text, `'${text}' is not a CIDR such as 10.1.5.0/24 or fd00:10:1:5::/64`),
    )
  })

  test('throws nothing but AddressError', () => {
    fc.assert(fc.property(fc.string(), (text) => isCidr(text) || thrownBy(text) instanceof AddressError))
    expect(thrownBy('10.1.5.0/24')).toBeUndefined()
  })
})

test('an address is dotted decimal without leading zeros', () => {
  expect(['0.0.0.0', '10.1.5.10', '255.255.255.255'].map(isIpv4)).toEqual([true, true, true])
  expect(['256.0.0.1', '1.2.3', '1.2.3.4.5', '01.2.3.4', '1.2.3.4 ', '1.2.3.-4', '::1'].some(isIpv4)).toBe(false)
})

test('an IPv6 address is one of RFC 4291, without a zone', () => {
  const texts = ['::', '::1', 'fd00::1', 'FD00:10::1', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7::', '::ffff:10.1.5.10']
  expect(texts.every(isIpv6) && texts.every(isIp)).toBe(true)
  const others = [
    '',
    ':',
    ':::',
    ':1',
    '1:',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '12345::',
    'fe80::1%eth0',
    'fd00::/64',
    '::1.2.3',
    '::1.2.3.04',
    '::1.2.3.4:5',
    '::g',
    ' ::1',
    '10.1.5.10',
  ]
  expect(others.filter(isIpv6)).toEqual([])
  expect([familyOf('fd00::/64'), familyOf('fd00::1'), familyOf('10.1.5.0/24')]).toEqual([6, 6, 4])
  expect(() => familyOf('worker')).toThrow(new AddressError('worker', "'worker' is not an IP address"))
  expect([isIpv4Cidr('10.0.0.0/8'), isIpv4Cidr('fd00::/8'), isIpv6Cidr('fd00::/8'), isIpv6Cidr('10.0.0.0/8')]).toEqual([
    true,
    false,
    true,
    false,
  ])
})

test.for([
  ['0:0:0:0:0:0:0:0', '::'],
  ['2001:DB8::0001', '2001:db8::1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['::ffff:a01:50a', '::ffff:10.1.5.10'],
  ['10.1.5.10', '10.1.5.10'],
])('%s is written %s', ([text, canonical]) => {
  expect(canonicalAddress(text ?? '')).toBe(canonical)
})

test('a network contains its addresses and no other', () => {
  expect(cidrContains('10.1.5.10/24', '10.1.5.255')).toBe(true)
  expect(cidrContains('10.1.5.10/24', '10.1.8.10')).toBe(false)
  expect(cidrContains('10.1.5.10/32', '10.1.5.11')).toBe(false)
  expect(cidrContains('0.0.0.0/0', '255.255.255.255')).toBe(true)
  expect(cidrContains('fd00:10:1:5::10/64', 'fd00:10:1:5:ffff:ffff:ffff:ffff')).toBe(true)
  expect(cidrContains('fd00:10:1:5::10/64', 'fd00:10:1:6::')).toBe(false)
  expect(cidrContains('::/0', '10.1.5.10') || cidrContains('0.0.0.0/0', 'fd00::1')).toBe(false)
  expect(() => cidrContains('10.1.5.0/24', 'worker')).toThrow(AddressError)
})

test('networks overlap, or lie inside each other', () => {
  expect(cidrsOverlap('10.1.0.0/16', '10.1.5.0/24')).toBe(true)
  expect(cidrsOverlap('10.1.5.0/25', '10.1.5.128/25')).toBe(false)
  expect(cidrInside('10.98.4.0/24', '10.98.0.0/16')).toBe(true)
  expect(cidrInside('10.98.0.0/15', '10.98.0.0/16')).toBe(false)
  expect(cidrsOverlap('fd00:10:98::/56', 'fd00:10:98:ff::/64')).toBe(true)
  expect(cidrsOverlap('fd00:10:98::/56', 'fd00:10:98:100::/64')).toBe(false)
  expect(cidrsOverlap('::/0', '0.0.0.0/0') || cidrInside('10.0.0.0/8', '::/0')).toBe(false)
})

test('addressAt counts from the network address and stays inside', () => {
  expect(addressAt('10.98.81.0/26', 0)).toBe('10.98.81.0')
  expect(addressAt('10.98.81.7/26', 63)).toBe('10.98.81.63')
  expect(() => addressAt('10.98.81.0/26', 64)).toThrow('10.98.81.0/26 has the ordinals 0 to 63, not 64')
  expect(() => addressAt('10.98.81.0/26', 1.5)).toThrow(AddressError)
  expect(addressAt('fd00:10:1:5::/64', 0x10)).toBe('fd00:10:1:5::10')
  expect(addressAt('fd00:10:1:5::/64', 2n ** 64n - 1n)).toBe('fd00:10:1:5:ffff:ffff:ffff:ffff')
  expect(() => addressAt('fd00:10:1:5::/64', 2n ** 64n)).toThrow(AddressError)
  expect(() => addressAt('fd00:10:1:5::/64', 2 ** 60)).toThrow(AddressError)
})

test('every CIDR lies in its own network, which is a fixed point', () => {
  fc.assert(
    fc.property(cidrs, (cidr) => {
      const network = networkOf(cidr)
      expect(networkOf(network)).toBe(network)
      expect(cidrContains(network, parseCidr(cidr).address)).toBe(true)
      expect(cidrsOverlap(cidr, network) && cidrInside(cidr, network)).toBe(true)
    }),
  )
})

test('subnets of a network are counted, and end', () => {
  expect([subnetAt('10.98.0.0/16', 26, 0), subnetAt('10.98.0.0/16', 26, 1023)]).toEqual([
    '10.98.0.0/26',
    '10.98.255.192/26',
  ])
  expect(subnetAt('fd00:10:98::/56', 64, 2)).toBe('fd00:10:98:2::/64')
  expect(subnetCount('fd00:10:98::/56', 122)).toBe(2n ** 66n)
  const message = '10.98.0.0/16 holds 1024 subnets of /26; there is no number 1024'
  expect(() => subnetAt('10.98.0.0/16', 26, 1024)).toThrow(message)
  expect(() => subnetAt('10.98.0.0/16', 15, 0)).toThrow('10.98.0.0/16 has no subnets of /15')
  expect(() => subnetCount('10.98.0.0/16', 33)).toThrow(AddressError)
})

test('subnets lie inside, in order, and do not overlap', () => {
  const bits = fc.nat(32)
  fc.assert(
    fc.property(cidrs, bits, fc.bigInt({ min: 0n, max: 2n ** 32n }), (cidr, more, some) => {
      const { prefixLength, family } = parseCidr(cidr)
      const length = Math.min(prefixLength + more, family === 4 ? 32 : 128)
      const index = some % subnetCount(cidr, length)
      const subnet = subnetAt(cidr, length, index)
      expect(cidrInside(subnet, cidr)).toBe(true)
      if (index === 0n) return
      const before = subnetAt(cidr, length, index - 1n)
      expect(cidrsOverlap(before, subnet)).toBe(false)
      expect(compareAddresses(parseCidr(before).network, parseCidr(subnet).network)).toBeLessThan(0)
    }),
  )
})

test('the canonical form is a fixed point, and the same address', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
      const canonical = canonicalAddress(address)
      expect(canonicalAddress(canonical)).toBe(canonical)
      expect(compareAddresses(canonical, address)).toBe(0)
      // The URL standard writes an IPv4-mapped address in hex.
      const isUrl = isIpv6(address) && !canonical.startsWith('::ffff:')
      expect(isUrl ? new URL(`http://[${address}]`).hostname : `[${canonical}]`).toBe(`[${canonical}]`)
    }),
  )
})

test('addresses are ordered by number, IPv4 first', () => {
  const sorted = ['10.1.5.9', '10.1.5.10', '::1', 'fd00::9', 'fd00::10']
  expect(sorted.toReversed().toSorted(compareAddresses)).toEqual(sorted)
  expect(compareAddresses('fd00::1', 'FD00:0::1')).toBe(0)
})

test('a thousand addresses are held against a thousand networks without waiting', () => {
  const networks = Array.from({ length: 1000 }, (_, index) => subnetAt('fd00::/32', 64, index))
  const addresses = networks.map((network) => addressAt(network, 1))
  const started = performance.now()
  const found = addresses.filter((address) => networks.some((network) => cidrContains(network, address)))
  expect(found).toHaveLength(1000)
  expect(performance.now() - started).toBeLessThan(5000)
})
