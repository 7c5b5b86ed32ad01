import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, encode } from '@underlay/packet'
import type { EncodableLayer, Layer } from '@underlay/packet'
import { recordedPackets as packets } from './build/captures.ts'
import { samples } from './build/samples.ts'
import { stacks } from './build/stacks.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** What the wire adds to plain layers is derived: lengths, checksums, numbers of what follows, all that is said twice. */
const derived =
  /\.(len|hdr_len|length|plen|checksum|version|proto|nxt|etype)$|^eth\.type$|^(arp\.(hw|proto)|sll)\.(type|size|hatype|halen)$|\.(dscp|ecn|seq_le)$/

function stripped(layers: readonly Layer[]): readonly EncodableLayer[] {
  return layers.map((layer) => {
    const kept = Object.entries(layer.fields).filter(([name]) => !derived.test(name) && !name.startsWith('data.len'))
    // The names are those of this very layer.
    return { name: layer.name, fields: Object.fromEntries(kept), quoted: layer.quoted } as EncodableLayer
  })
}

function isOffloaded(layers: readonly Layer[]): boolean {
  return layers.some(({ fields }) =>
    Object.entries(fields).some(([name, value]) => name.endsWith('.status') && value === 0),
  )
}

const isEqual = (value: unknown, other: unknown): boolean => JSON.stringify(value) === JSON.stringify(other)

/** What was given of a layer and reads otherwise, quoted headers included. */
function differences(given: readonly EncodableLayer[], layers: readonly Layer[]): readonly string[] {
  const names = [given.map(({ name }) => name).join(':'), layers.map(({ name }) => name).join(':')]
  if (names[0] !== names[1]) return [names.join(' is ')]
  return given.flatMap((each, index) => {
    const layer = layers[index]
    const fields = { ...layer?.fields }
    const wrong = Object.entries(each.fields ?? {}).filter(([name, value]) => {
      return value !== undefined && !name.endsWith('.options') && !isEqual(value, fields[name as keyof typeof fields])
    })
    const bad = Object.entries(fields).filter(([name, value]) => name.endsWith('.status') && value === 0)
    return [...wrong, ...bad].map(([name]) => name).concat(differences(each.quoted ?? [], layer?.quoted ?? []))
  })
}

describe('decode(encode(layers))', () => {
  it('has the layers and fields that were given, and right checksums', () => {
    const property = fc.property(stacks, (given) => {
      expect(differences(given, decode(encode(given)))).toEqual([])
    })
    fc.assert(property, { seed: 6, numRuns: 2000 })
  })
})

describe('encode(decode(packet))', () => {
  it('has the bytes of generated packets', () => {
    const property = fc.property(stacks, (given) => {
      const packet = encode(given)
      expect(encode(decode(packet), packet)).toEqual(packet)
    })
    fc.assert(property, { seed: 7, numRuns: 2000 })
  })

  // BSD loopback is written little-endian, whatever machine captured it.
  it.each(samples.filter(({ name }) => name !== 'loopback ipv6').map((sample) => [sample.name, sample] as const))(
    'has the bytes of: %s',
    (_, sample) => {
      expect(hex(encode(decode(sample), sample).bytes)).toBe(hex(sample.bytes))
    },
  )

  it('has the bytes of every recorded packet', () => {
    expect(packets.length).toBeGreaterThan(100)
    for (const packet of packets) expect(hex(encode(decode(packet), packet).bytes)).toBe(hex(packet.bytes))
  })

  it('derives of every recorded packet what the kernel derived, but for checksums that it left to a card', () => {
    const whole = packets.filter((packet) => !isOffloaded(decode(packet)))
    expect(whole.length).toBeGreaterThan(50)
    for (const packet of whole) expect(hex(encode(stripped(decode(packet)), packet).bytes)).toBe(hex(packet.bytes))
  })
})
