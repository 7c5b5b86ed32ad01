import { EncodeError, PcapFormatError, decode, encode, field, frameProtocols, summarizeAll } from '@underlay/packet'
import type { Layer } from '@underlay/packet'
import { protocols } from '../src/layers/dissector-tables.ts'

export const linkTypes = [0, 1, 12, 14, 101, 108, 113, 228, 229, 276, 147]

/** Every field that there is. */
export const fieldNames: readonly string[] = protocols.flatMap((protocol) => Object.keys(protocol.fields))

interface Bytes {
  readonly bytes: Uint8Array
  readonly linkType: number
}

/** Messages of BGP and of DNS stand beside each other. */
function depthOf(layers: readonly Layer[]): number {
  return layers.filter(({ name }, index) => !['bgp', 'dns'].includes(name) || layers[index - 1]?.name !== name).length
}

/** Reads every field of every layer; says what is wrong with the layers' places. */
function findMisplaced(layers: readonly Layer[], bytes: Uint8Array): readonly string[] {
  const starts = layers.map(({ start }) => start)
  const ends = layers.map(({ start, length }) => start + length)
  return [
    ...(depthOf(layers) > 16 ? [`${layers.length} layers`] : []),
    ...layers.flatMap(({ name, start, fields }, index) => {
      const values = Object.values({ ...fields })
      const isBehind = index === 0 || start === ends[index - 1]
      return isBehind && start <= bytes.length && !values.includes(undefined) ? [] : [`${name} at ${starts.join()}`]
    }),
    ...((ends.at(-1) ?? 0) > bytes.length ? ['beyond the end'] : []),
    ...layers.flatMap(({ quoted }) => findMisplaced(quoted, bytes)),
  ]
}

/** What is wrong with how any bytes are read: empty, whatever they are. */
export function findFaults(packet: Bytes): readonly string[] {
  const { bytes, linkType } = packet
  const layers = decode({ bytes, linkType }, { vxlanPorts: [8472] })
  const lengths = { capturedLength: bytes.length, originalLength: bytes.length }
  const [row] = summarizeAll([{ number: 1, interfaceId: 0, timestampNs: 0n, ...lengths, bytes, linkType }])
  const isPrintable = /^[^\p{Cc}]+$/u.test(row?.info ?? '')
  const isNamed = layers.length === 0 || frameProtocols(layers) !== ''
  return [...findMisplaced(layers, bytes), ...(isPrintable ? [] : ['info']), ...(isNamed ? [] : ['name'])]
}

/** What `field` says of every field that there is, by a query of each kind. */
export function readAllFields({ bytes, linkType }: Bytes): number {
  const layers = decode({ bytes, linkType })
  const queries = fieldNames.flatMap((name) => [name, `${name}#2`, `${name}#-1`])
  return queries.filter((query) => field(layers, query) !== undefined).length
}

/**
 * What is wrong with what becomes of bytes that are decoded and encoded again: a well-formed packet has the same bytes,
 * any other is a packet or an EncodeError.
 */
export function findEncodeFaults(packet: Bytes): readonly string[] {
  const layers = decode(packet)
  try {
    const { bytes } = encode(layers, packet)
    const isSame = Buffer.compare(bytes, packet.bytes) === 0
    return isSame || !isWellFormed(layers, packet) ? [] : [`encoded to ${Buffer.from(bytes).toString('hex')}`]
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error
    return isWellFormed(layers, packet) ? [error.message] : []
  }
}

/** Whether no layer is malformed, every byte stands in one, and what no field of Wireshark's tells is zero. */
function isWellFormed(layers: readonly Layer[], packet: Bytes): boolean {
  return endOf(layers) === packet.bytes.length && isTold(layers, packet)
}

function endOf(layers: readonly Layer[]): number {
  const last = layers.at(-1)
  if (last === undefined) return 0
  return last.quoted.length > 0 ? endOf(last.quoted) : last.start + last.length
}

function isTold(layers: readonly Layer[], packet: Bytes): boolean {
  return layers.every(({ name, start, length, quoted }) => {
    const at = (offset: number): number => packet.bytes[start + offset] ?? 0
    if (name === 'malformed') return false
    // The length of a segment that a card cuts; the byte order of another machine; reserved bytes.
    if (name === 'ip' && at(2) + at(3) === 0) return false
    if (name === 'null' && at(1) + at(2) + at(packet.linkType === 108 ? 0 : 3) !== 0) return false
    if (name === 'sll' && length === 20 && at(2) + at(3) !== 0) return false
    if (name === 'pwethcw' && at(0) + at(1) !== 0) return false
    return isTold(quoted, packet)
  })
}

/** 'read', or 'refused' with the documented error; any other error goes through. */
export function readOrRefuse(read: () => unknown): string {
  try {
    read()
    return 'read'
  } catch (error) {
    if (!(error instanceof PcapFormatError) || error.offset < 0) throw error
    return 'refused'
  }
}
