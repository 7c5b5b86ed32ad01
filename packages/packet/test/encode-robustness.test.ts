import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EncodeError, decode, encode } from '@underlay/packet'
import type { EncodableLayer } from '@underlay/packet'
import { protocols } from '../src/layers/dissector-tables.ts'

const values = fc.oneof(
  fc.constantFrom(0, 1, -1, 255, 256, 65_535, 2 ** 32, 2 ** 53, 0.5, Number.NaN, Infinity, null, true, false, 7n),
  fc.constantFrom('', '0', 'zz', '0a', '10.1.5.10', 'fd00::1', '02:00:0a:01:05:0a', '00'.repeat(300), 'constructor'),
  fc.array(fc.oneof(fc.nat(300), fc.string({ maxLength: 3 }), fc.constant(-1)), { maxLength: 4 }),
  fc.constantFrom({}, { length: 3 }, Symbol('x')),
)

/** A layer that types would not allow: any fields of its own or of others, with any values. */
const layer = fc.constantFrom(...protocols).chain((protocol) => {
  const own = fc.constantFrom(...Object.keys(protocol.fields), 'ip.nothing', '__proto__', 'constructor')
  return fc.array(fc.tuple(own, values), { maxLength: 4 }).map((pairs) => {
    return { name: protocol.name, fields: Object.fromEntries(pairs) } as unknown as EncodableLayer
  })
})
const quoting = fc.tuple(layer, fc.array(layer, { maxLength: 2 })).map(([outer, quoted]) => {
  return { ...outer, quoted } as unknown as EncodableLayer
})

function outcomeOf(layers: readonly EncodableLayer[]): string {
  try {
    decode(encode(layers, { linkType: 1 }))
    return 'encoded'
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error
    return error.message.startsWith(`layer ${error.layerIndex} (`) && error.fix !== '' ? 'refused' : error.message
  }
}

describe('encode throws EncodeError or nothing', () => {
  it('whatever the fields are', () => {
    const stacks = fc.array(fc.oneof({ weight: 4, arbitrary: layer }, quoting), { minLength: 1, maxLength: 4 })
    const outcomes = fc.sample(stacks, { seed: 10, numRuns: 5000 }).map((layers) => outcomeOf(layers))
    expect([...new Set(outcomes)].toSorted()).toEqual(['encoded', 'refused'])
  })

  it('and knows every protocol that is read', () => {
    const names = new Set(protocols.map(({ name }) => name))
    const unknown = [...names].filter((name) => {
      const layers = [{ name, fields: {} }] as unknown as readonly EncodableLayer[]
      return outcomeOf(layers) !== 'encoded'
    })
    expect(unknown).toEqual(['malformed'])
  })
})
