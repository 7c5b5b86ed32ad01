import { u16 } from '../bytes/big-endian.ts'
import type { DecodedLayer } from './decoded-layer.ts'

/** What a field can be: an address or bytes as text, an integer, a flag; undefined when this packet does not carry it. */
export type FieldValue = string | number | boolean | undefined

/** The values of a field that one header may carry several times, such as `mpls.label`; never empty. */
export type FieldValues = readonly NonNullable<FieldValue>[]

/** How one field is read: from the frame's bytes and the offset where its layer starts, only when somebody asks. */
export type FieldReader = (bytes: Uint8Array, start: number, layer: DecodedLayer) => FieldValue | FieldValues

/** The fields of a protocol by Wireshark's full name. */
export type FieldReaders = Readonly<Record<string, FieldReader>>

/**
 * Wireshark's dissector table in which the next protocol is looked up; `data` is the rest as it is, `none` the end.
 * `mpls` guesses by the first four bits behind the label stack; `bgp` and `dns` are
 * another message beside the last, not inside of it.
 */
export type DissectorTable =
  | 'ethertype'
  | 'gre.proto'
  | 'ip.version'
  | 'ip.proto'
  | 'tcp.port'
  | 'udp.port'
  | 'bgp'
  | 'dns'
  | 'mpls'
  | 'pwach.channel_type'
  | 'eth'
  | 'data'
  | 'none'

/**
 * Where dissection stands; a dissector reads its header at `start` and moves the cursor behind it.
 * One cursor serves a whole packet: a new object for each header would cost more than reading it.
 */
export interface Cursor {
  readonly bytes: Uint8Array
  /** Whether these are the bytes that an ICMP error quotes: cut short by design. */
  readonly quoted: boolean
  /** Further UDP ports that carry VXLAN. */
  readonly vxlanPorts: readonly number[]
  /** Offset of the header. */
  start: number
  /** Offset behind the last byte that belongs to it and to what it carries. */
  end: number
  /** Bytes of the header, set by the dissector. */
  length: number
  table: DissectorTable
  key: number
  /** What is looked up when the table has nothing for `key`: the higher of two ports. */
  otherKey: number
  /** Why these bytes are no such header; the layer becomes `malformed`. */
  problem: string | undefined
  /** Offset of a packet that this header quotes, 0 for none, and the table to read it with. */
  quoteStart: number
  quoteKey: number
}

/** One protocol: its name, its fields, and how the next one is found; `dissect` checks the length before it reads. */
export interface Protocol<Name extends string = string, Fields extends FieldReaders = FieldReaders> {
  readonly name: Name
  readonly fields: Fields
  readonly dissect: (cursor: Cursor) => void
}

/** Types a protocol by its literal name and fields. */
export function defineProtocol<const Name extends string, const Fields extends FieldReaders>(
  protocol: Protocol<Name, Fields>,
): Protocol<Name, Fields> {
  return protocol
}

/** Says that a header of `length` bytes was read and in which table the next one is looked up. */
export function follow(cursor: Cursor, length: number, table: DissectorTable, key = 0): void {
  cursor.length = length
  cursor.table = table
  cursor.key = key
}

/** Says that the next one is looked up by its ports, as Wireshark does: the lower one first. */
export function followPorts(cursor: Cursor, length: number, table: 'tcp.port' | 'udp.port'): void {
  const { bytes, start } = cursor
  const [source, destination] = [u16(bytes, start), u16(bytes, start + 2)]
  follow(cursor, length, table, Math.min(source, destination))
  cursor.otherKey = Math.max(source, destination)
}

/** The values of a repeated field; undefined for none, so that the header does not have the field. */
export function listed<Value>(values: readonly Value[]): readonly Value[] | undefined {
  return values.length === 0 ? undefined : values
}

/** Whether `needed` bytes are left for a header; says so in `problem` when they are not. */
export function hasBytes(cursor: Cursor, name: string, needed: number): boolean {
  const left = cursor.end - cursor.start
  if (left >= needed) return true
  cursor.problem = `${name} header needs ${needed} bytes, ${left < 0 ? 0 : left} are left`
  return false
}
