import { isIPv4, isIPv6 } from 'node:net'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, field, parseAddress } from '@underlay/packet'
import { concat } from './build/bytes.ts'

/** The address as decode prints it. */
function print(address: Uint8Array): string | undefined {
  const header = Uint8Array.of(0x60, 0, 0, 0, 0, 0, 59, 64)
  const bytes = concat(header, address, new Uint8Array(16))
  return field(decode({ linkType: 101, bytes }), 'ipv6.src')
}

describe('addresses', () => {
  it.each([
    '::',
    '::1',
    'fe80::1',
    'fd00:10:98:81::4',
    '2001:db8:0:1:1:1:1:1',
    '2001:0:0:1::1',
    '::ffff:10.1.5.10',
    '1::',
  ])('prints %s as RFC 5952 does', (text) => {
    expect(print(parseAddress(text) ?? new Uint8Array(16))).toBe(text)
  })

  it('parses every address that it prints back to the same bytes', () => {
    const bytes = fc.array(fc.constantFrom(0, 0, 0, 1, 16, 255), { minLength: 16, maxLength: 16 })
    fc.assert(
      fc.property(bytes, (values) => {
        expect(parseAddress(print(Uint8Array.from(values)) ?? '')).toEqual(Uint8Array.from(values))
      }),
    )
  })

  it('takes what Node takes for an address, and nothing else', () => {
    const part = fc.constantFrom(
      '0',
      '1',
      '10',
      '255',
      '256',
      '01',
      '::',
      ':',
      '.',
      'fe80',
      'g',
      '',
      '12345',
      '1.2.3.4',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.constantFrom('', '.', ':'), (parts, separator) => {
        const text = parts.join(separator)
        const length = isIPv4(text) ? 4 : isIPv6(text) ? 16 : undefined
        expect([text, parseAddress(text)?.length]).toEqual([text, length])
      }),
      { numRuns: 5000 },
    )
  })
})
