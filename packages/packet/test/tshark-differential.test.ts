import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decode, field, frameProtocols, readCapture, writePcapng } from '@underlay/packet'
import type { Layer, Packet } from '@underlay/packet'
import { comparedFields } from './compared-fields.ts'
import { samples } from './build/samples.ts'
import type { Sample } from './build/samples.ts'
import { readWithTshark, whyNoTshark } from './tshark.ts'

const missing = whyNoTshark()
if (missing !== undefined) console.warn(`skipped: ${missing}`)

const recordings = join(import.meta.dirname, 'fixtures/recordings')

/** Our values of a field, quoted headers included as tshark does, in tshark's spelling. */
function valuesOf(layers: readonly Layer[], name: string): readonly (string | number)[] {
  return layers.flatMap((layer) => {
    const value = Object.entries(layer.fields).find(([key]) => key === name)?.[1]
    const own = value === undefined ? [] : [typeof value === 'boolean' ? Number(value) : value]
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
function compare(packet: Packet, theirs: Values): { ours: object; theirs: object } {
  const layers = decode(packet)
  const quotes = layers.some(({ quoted }) => quoted.length > 0)
  const values = Object.fromEntries(comparedFields.map((name) => [name, valuesOf(layers, name)]))
  const protocols = theirs['frame.protocols']?.[0] ?? ''
  // tshark takes the first 8 bytes of a ping's data for a time stamp when they look like one.
  const dataDigits = quotes ? 0 : (theirs['data.data']?.[0] ?? '').length
  return {
    ours: {
      ...values,
      'frame.protocols': frameProtocols(layers),
      'frame.len': [packet.originalLength],
      'frame.time_epoch': [formatSeconds(packet.timestampNs)],
      data: String(field(layers, 'data.data') ?? '').slice(-dataDigits || Infinity),
    },
    theirs: {
      ...Object.fromEntries(comparedFields.map((name) => [name, asNumbers(values[name] ?? [], theirs[name] ?? [])])),
      // tshark goes on into the quotation.
      'frame.protocols': quotes ? protocols.replace(/(?<=:icmp):ip:.*$|(?<=:icmpv6):ipv6:.*$/, '') : protocols,
      'frame.len': theirs['frame.len']?.map(Number),
      'frame.time_epoch': theirs['frame.time_epoch'],
      data: quotes ? '' : (theirs['data.data']?.[0] ?? ''),
    },
  }
}

function compareAll(capture: Uint8Array): { ours: readonly object[]; theirs: readonly object[] } {
  const fields = ['frame.protocols', 'frame.time_epoch', 'frame.len', 'data.data', ...comparedFields]
  const theirs = readWithTshark(capture, fields)
  const pairs = readCapture(capture).packets.map((packet, index) => compare(packet, theirs[index] ?? {}))
  return { ours: pairs.map((pair) => pair.ours), theirs: pairs.map((pair) => pair.theirs) }
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

describe.skipIf(missing !== undefined)(`as tshark reads it${missing === undefined ? '' : ` (${missing})`}`, () => {
  it('reads all synthetic packets the same, from one pcapng of five link types', () => {
    const { ours, theirs } = compareAll(captureOf(samples))
    expect(ours.length).toBe(samples.length)
    for (const [index, { name }] of samples.entries()) {
      expect({ name, ...ours[index] }).toEqual({ name, ...theirs[index] })
    }
  })

  it.each(readdirSync(recordings))('reads the recording %s the same', (name) => {
    const { ours, theirs } = compareAll(readFileSync(join(recordings, name)))
    expect(ours).toEqual(theirs)
  })
})
