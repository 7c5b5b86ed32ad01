import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { decode, encode, field, fieldAll, frameProtocols, readCapture, writePcapng } from '@underlay/packet'
import type { Layer, Packet } from '@underlay/packet'
import { protocols } from '../src/layers/dissector-tables.ts'
import { comparedFields } from './compared-fields.ts'
import { samples } from './build/samples.ts'
import { stacks } from './build/stacks.ts'
import type { Sample } from './build/samples.ts'
import { skipWhile } from './skip-while.ts'
import { readWithTshark, whyNoTshark } from './tshark.ts'

const missing = whyNoTshark()

const recordings = join(import.meta.dirname, 'fixtures/recordings')

/** Our values of a field, quoted headers included as tshark does, in tshark's spelling. */
function valuesOf(layers: readonly Layer[], name: string): readonly (string | number)[] {
  return layers.flatMap((layer) => {
    const own = fieldAll([layer], name).map((value) => (typeof value === 'boolean' ? Number(value) : value))
    return [...own, ...valuesOf(layer.quoted, name)]
  })
}

function asNumbers(ours: readonly (string | number)[], theirs: readonly string[]): readonly (string | number)[] {
  return theirs.map((value, index) => (typeof ours[index] === 'number' ? Number(value) : value))
}

function formatSeconds(ns: bigint): string {
  return `${ns / 1_000_000_000n}.${String(ns % 1_000_000_000n).padStart(9, '0')}`
}

type Values = Readonly<Record<string, readonly string[]>>

/** A packet as we read it, and as tshark does; both with what stands where they differ on purpose brought into line. */
function pairsOf(packet: Packet, theirs: Values): Readonly<Record<string, readonly [unknown, unknown]>> {
  const layers = decode(packet)
  const quotes = layers.some(({ quoted }) => quoted.length > 0)
  const protocols = theirs['frame.protocols']?.[0] ?? ''
  // tshark takes the first 8 bytes of a ping's data for a time stamp when they look like one.
  const dataDigits = quotes ? 0 : (theirs['data.data']?.[0] ?? '').length
  // Of a source quench tshark shows no unused bytes.
  const isQuench = valuesOf(layers, 'icmp.type').includes(4)
  const names = isQuench ? comparedFields.filter((name) => name !== 'icmp.unused') : comparedFields
  const compared = names.map((name) => {
    const ours = valuesOf(layers, name)
    return [name, [ours, asNumbers(ours, theirs[name] ?? [])]] as const
  })
  return {
    ...Object.fromEntries(compared),
    // tshark goes on into the quotation.
    'frame.protocols': [
      frameProtocols(layers),
      quotes ? protocols.replace(/(?<=:icmp):ip:.*$|(?<=:icmpv6):ipv6:.*$/, '') : protocols,
    ],
    'frame.len': [[packet.originalLength], theirs['frame.len']?.map(Number)],
    'frame.time_epoch': [[formatSeconds(packet.timestampNs)], theirs['frame.time_epoch']],
    data: [
      String(field(layers, 'data.data') ?? '').slice(-dataDigits || Infinity),
      quotes ? '' : (theirs['data.data']?.[0] ?? ''),
    ],
  }
}

/** Every value that differs, as `packet: field: ours, tshark theirs`; all of them, because one is seldom alone. */
function differences(
  capture: Uint8Array,
  nameOf: (index: number) => string,
  isCompared: (packet: Packet, theirs: Values) => boolean = () => true,
): readonly string[] {
  const fields = ['frame.protocols', 'frame.time_epoch', 'frame.len', 'data.data', ...comparedFields]
  const theirs = readWithTshark(capture, fields)
  const compared = readCapture(capture).packets.filter((packet, index) => isCompared(packet, theirs[index] ?? {}))
  return compared.flatMap((packet) => {
    const index = packet.number - 1
    return Object.entries(pairsOf(packet, theirs[index] ?? {})).flatMap(([name, [ours, tshark]]) => {
      const [our, their] = [JSON.stringify(ours), JSON.stringify(tshark)]
      return our === their ? [] : [`${nameOf(index)}: ${name}: ${our}, tshark ${their}`]
    })
  })
}

const known = new Set<string>([...protocols.map(({ name }) => name), 'ethertype', 'pwethheuristic'])

/**
 * Fields where mutants are read otherwise, each for a reason: sums over bytes that are missing are unverified here; a broken
 * message of BGP or DNS ends earlier than in tshark; addresses of ARP are told by their sizes and protocol, not by the
 * hardware type; unknown options, families and messages have no fields here.
 */
const edges =
  /: (?:null\.family|arp\.(?:src|dst)\.|icmp\.unused|icmpv6\.nd|ip\.opt\.|bgp\.|dns\.|[a-z0-9]+\.checksum\.status)/

/** What is broken has another name on purpose, and tshark knows protocols that are data here. */
function isComparable(packet: Packet, theirs: Values): boolean {
  const names = theirs['frame.protocols']?.[0]?.split(':') ?? []
  const layers = decode(packet)
  const isWhole = layers.every(({ name, quoted }) => name !== 'malformed' && quoted.length === 0)
  return names.every((name) => known.has(name)) && isWhole && frameProtocols(layers) === names.join(':')
}

function captureOf(chosen: readonly Sample[]): Uint8Array {
  const linkTypes = [...new Set(chosen.map(({ linkType }) => linkType))]
  return writePcapng({
    interfaces: linkTypes.map((linkType) => ({ name: `node:link${linkType}`, linkType })),
    packets: chosen.map(({ name, linkType, bytes }, index) => ({
      interfaceId: linkTypes.indexOf(linkType),
      timestampNs: BigInt(index) * 1_000_000_007n,
      bytes,
      comment: name,
    })),
  })
}

describe('as tshark reads it', () => {
  beforeEach(skipWhile(missing))

  it('reads all synthetic packets the same, from one pcapng of five link types', () => {
    const capture = captureOf(samples)
    expect(readCapture(capture).packets.length).toBe(samples.length)
    expect(differences(capture, (index) => samples[index]?.name ?? '')).toEqual([])
  })

  it('reads 400 generated packets the same', () => {
    const generated = fc.sample(stacks, { seed: 6, numRuns: 400 }).map((stack, index) => {
      const name = stack.map((layer) => layer.name).join(':')
      return { name: `generated ${index} (${name})`, ...encode(stack) }
    })
    expect(differences(captureOf(generated), (index) => generated[index]?.name ?? '')).toEqual([])
  })

  it('reads 1500 mutated packets the same, where tshark reads no other protocol and nothing is broken', () => {
    const bases = fc.sample(stacks, { seed: 8, numRuns: 300 }).map((stack) => encode(stack))
    const mutants = fc.sample(fc.tuple(fc.constantFrom(...bases), fc.nat(), fc.nat(255)), { seed: 9, numRuns: 1500 })
    const packets = mutants.map(([{ bytes, linkType }, place, value], index) => {
      const mutant = bytes.slice()
      mutant[place % bytes.length] = value
      return { name: `mutant ${index} (byte ${place % bytes.length} is ${value})`, linkType, bytes: mutant }
    })
    const found = differences(captureOf(packets), (index) => packets[index]?.name ?? '', isComparable)
    expect(found.filter((text) => !edges.test(text))).toEqual([])
  })

  it.each(readdirSync(recordings))('reads the recording %s the same', (name) => {
    expect(differences(readFileSync(join(recordings, name)), (index) => `packet ${index + 1}`)).toEqual([])
  })
})
