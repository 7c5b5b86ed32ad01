import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addressAt,
  AddressError,
  cidrContains,
  cidrInside,
  cidrsOverlap,
  isCidr,
  isIpv4,
  networkOf,
  parseCidr,
} from '../../src/index.ts'

const cidrs = fc
  .tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }))
  .map(([address, prefixLength]) => `${address}/${prefixLength}`)

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
    expect(parseCidr('10.1.5.10/24')).toEqual({ address: '10.1.5.10', prefixLength: 24, network: '10.1.5.0' })
    expect(parseCidr('255.255.255.255/0')).toEqual({ address: '255.255.255.255', prefixLength: 0, network: '0.0.0.0' })
    expect(parseCidr('10.98.81.0/32').network).toBe('10.98.81.0')
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
    'fd00::/64',
    ' 10.1.5.0/24',
  ])("refuses '%s'", (text) => {
    expect(isCidr(text)).toBe(false)
    expect(() => parseCidr(text)).toThrow(new AddressError(text, `'${text}' is not an IPv4 CIDR such as 10.1.5.0/24`))
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

test('a network contains its addresses and no other', () => {
  expect(cidrContains('10.1.5.10/24', '10.1.5.255')).toBe(true)
  expect(cidrContains('10.1.5.10/24', '10.1.8.10')).toBe(false)
  expect(cidrContains('10.1.5.10/32', '10.1.5.11')).toBe(false)
  expect(cidrContains('0.0.0.0/0', '255.255.255.255')).toBe(true)
  expect(() => cidrContains('10.1.5.0/24', 'worker')).toThrow(AddressError)
})

test('networks overlap, or lie inside each other', () => {
  expect(cidrsOverlap('10.1.0.0/16', '10.1.5.0/24')).toBe(true)
  expect(cidrsOverlap('10.1.5.0/25', '10.1.5.128/25')).toBe(false)
  expect(cidrInside('10.98.4.0/24', '10.98.0.0/16')).toBe(true)
  expect(cidrInside('10.98.0.0/15', '10.98.0.0/16')).toBe(false)
})

test('addressAt counts from the network address and stays inside', () => {
  expect(addressAt('10.98.81.0/26', 0)).toBe('10.98.81.0')
  expect(addressAt('10.98.81.7/26', 63)).toBe('10.98.81.63')
  expect(() => addressAt('10.98.81.0/26', 64)).toThrow('10.98.81.0/26 has the ordinals 0 to 63, not 64')
  expect(() => addressAt('10.98.81.0/26', 1.5)).toThrow(AddressError)
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
