import type { protocols } from './dissector-tables.ts'
import type { FieldReaders, Protocol } from './protocol.ts'

type KnownProtocol = (typeof protocols)[number]
type ValueOf<Reading> = Reading extends readonly (infer Value)[] ? Value : Reading
type FieldsOf<Readers extends FieldReaders> = { readonly [Name in keyof Readers]: ReturnType<Readers[Name]> }
type LayerOf<Known> = Known extends Protocol<infer Name, infer Readers> ? LayerParts<Name, FieldsOf<Readers>> : never
type Intersect<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void
  ? All
  : never

interface LayerParts<Name extends string, Fields> {
  /** Wireshark's abbreviation: `eth`, `ip`, `icmp`; `malformed` for bytes that are not what was announced. */
  readonly name: Name
  /** Offset of the header in the packet's bytes. */
  readonly start: number
  /** Bytes of the header. */
  readonly length: number
  /**
   * The fields by Wireshark's full name; each is read from the bytes when it is accessed.
   * One that a header may repeat, such as `mpls.label`, is an array.
   */
  readonly fields: Fields
  /**
   * The headers that an ICMP error quotes, empty for all other layers.
   * A quotation is no encapsulation: these are no layers of the packet's path.
   */
  readonly quoted: readonly Layer[]
}

/**
 * One header of a packet, a view of its bytes; `name` tells which fields there are.
 *
 * @example
 * ```ts
 * const layers = decode({ bytes, linkType: 1 })
 * layers.map((layer) => layer.name) // ['eth', 'ip', 'ip', 'icmp', 'data']
 * layers.find((layer) => layer.name === 'ip')?.fields['ip.ttl'] // 63
 * ```
 * @see https://www.wireshark.org/docs/dfref/
 */
export type Layer = LayerOf<KnownProtocol>

/** The name of a layer that this package reads. */
export type LayerName = Layer['name']

/** The type of each field's values by Wireshark's full name: `{ 'ip.src': string; 'ip.ttl': number; 'ip.flags.df': boolean; … }`. */
export type FieldTypes = Intersect<KnownProtocol extends infer Known ? FieldTypesOf<Known> : never>
type FieldTypesOf<Known> = Known extends Protocol<string, infer Readers> ? ValuesOf<FieldsOf<Readers>> : never
type ValuesOf<Fields> = { readonly [Name in keyof Fields]: ValueOf<Fields[Name]> }

/** Wireshark's full name of a field that this package reads. */
export type FieldName = keyof FieldTypes & string
