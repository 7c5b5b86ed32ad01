import { decode } from '@underlay/packet'
import { concat } from './bytes.ts'
import type { Random } from './random.ts'

/** A packet to change, with the places where its headers begin. */
export interface Base {
  readonly bytes: Uint8Array
  readonly linkType: number
  readonly headers: readonly { readonly name: string; readonly start: number }[]
}

type Mutator = (bytes: Uint8Array, random: Random, base: Base, bases: readonly Base[]) => Uint8Array

export function baseOf({ bytes, linkType }: { bytes: Uint8Array; linkType: number }): Base {
  const headers = decode({ bytes, linkType }).flatMap(({ name, start, quoted }) => {
    return [{ name, start }, ...quoted.map((each) => ({ name: each.name, start: each.start }))]
  })
  return { bytes: Uint8Array.from(bytes), linkType, headers }
}

/** Where a header says how long something is. */
const lengthFields: Readonly<Record<string, readonly number[]>> = {
  eth: [12],
  vlan: [2],
  arp: [4, 5],
  ip: [0, 2, 3, 6],
  ipv6: [4, 5],
  'ipv6.hopopts': [1, 3],
  'ipv6.dstopts': [1, 3],
  'ipv6.routing': [1],
  'ipv6.fraghdr': [2],
  ah: [1],
  gre: [0, 1, 7],
  geneve: [0, 11],
  tcp: [12, 21, 23, 25],
  udp: [4, 5],
  icmpv6: [9, 17, 25],
  sll: [4, 11],
  mpls: [2],
  bgp: [16, 17, 19, 20, 21, 22, 28],
  dns: [4, 5, 6, 7, 12, 13],
}
const limits = [0, 1, 2, 3, 7, 0x0f, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xf0, 0xff]

const flipBits: Mutator = (bytes, random) => {
  for (let count = 1 + random.below(6); count > 0; count--) {
    const offset = random.below(bytes.length)
    bytes[offset] = (bytes[offset] ?? 0) ^ (1 << random.below(8))
  }
  return bytes
}

const truncate: Mutator = (bytes, random) => bytes.slice(0, random.below(bytes.length + 1))

const attackLength: Mutator = (bytes, random, { headers }) => {
  const header = headers.length === 0 ? { name: 'data', start: 0 } : random.pick(headers)
  const offset = header.start + random.pick(lengthFields[header.name] ?? [random.below(12)])
  if (offset >= bytes.length) return bytes
  const old = bytes[offset] ?? 0
  bytes[offset] = random.pick([...limits, old + 1, old - 1, old * 2, old ^ 0x80])
  return bytes
}

const overwrite: Mutator = (bytes, random) => {
  const offset = random.below(bytes.length)
  const value = random.pick([0, 0xff, -1])
  for (let count = 1 + random.below(12); count > 0; count--) {
    if (offset + count <= bytes.length) bytes[offset + count - 1] = value < 0 ? random.below(256) : value
  }
  return bytes
}

const splice: Mutator = (bytes, random, base, bases) => {
  const other = random.pick(bases)
  return concat(
    bytes.slice(0, place(base, bytes.length, random)),
    other.bytes.slice(place(other, other.bytes.length, random)),
  )
}

/** The same headers again and again: deep nesting. */
const repeat: Mutator = (bytes, random, base) => {
  const [start, end] = [place(base, bytes.length, random), place(base, bytes.length, random)].toSorted((a, b) => a - b)
  const part = bytes.slice(start, end)
  const times = Math.min(1 + random.below(40), Math.floor(4096 / (part.length + 1)))
  return concat(bytes.slice(0, start), ...Array.from({ length: times }, () => part), bytes.slice(start))
}

const append: Mutator = (bytes, random) => {
  return concat(
    bytes,
    Uint8Array.from({ length: random.below(80) }, () => random.below(256)),
  )
}

const replace: Mutator = (_, random) => Uint8Array.from({ length: random.below(120) }, () => random.below(256))

const mutators: readonly Mutator[] = [
  flipBits,
  flipBits,
  truncate,
  attackLength,
  attackLength,
  attackLength,
  overwrite,
  splice,
  repeat,
  append,
]

/** One packet, changed once to three times; in one of a hundred nothing is left of it. */
export function mutantOf(random: Random, bases: readonly Base[], linkTypes: readonly number[]): Base {
  const base = random.pick(bases)
  let bytes: Uint8Array = base.bytes.slice()
  for (let count = 1 + random.below(3); count > 0 && bytes.length > 0; count--) {
    bytes =
      random.below(100) === 0 ? replace(bytes, random, base, bases) : random.pick(mutators)(bytes, random, base, bases)
  }
  const linkType = random.below(20) === 0 ? random.pick(linkTypes) : base.linkType
  return { ...base, bytes, linkType }
}

/** A capture file with a few bytes changed, cut or repeated. */
export function fileMutantOf(random: Random, file: Uint8Array): Uint8Array {
  const base = { bytes: file, linkType: 1, headers: [] }
  let bytes: Uint8Array = file.slice()
  for (let count = 1 + random.below(3); count > 0 && bytes.length > 0; count--) {
    bytes = random.pick([flipBits, truncate, attackLength, overwrite, overwrite, append])(bytes, random, base, [base])
  }
  return bytes
}

/** The begin of a header half of the time, else anywhere. */
function place({ headers }: Base, length: number, random: Random): number {
  const start = headers.length > 0 && random.below(2) === 0 ? random.pick(headers).start : random.below(length + 1)
  return Math.min(start, length)
}
