import type { FieldName, FieldTypes, LayerName } from '../layers/layer.ts'

/** The types of the fields that only filters have, by Wireshark's name; `frame.time` is ISO 8601, other times are in seconds. */
interface FilterOnlyTypes {
  readonly 'eth.addr': string
  readonly 'frame.cap_len': number
  readonly 'frame.comment': string
  readonly 'frame.interface_description': string
  readonly 'frame.interface_id': number
  readonly 'frame.interface_name': string
  readonly 'frame.len': number
  readonly 'frame.number': number
  readonly 'frame.protocols': string
  readonly 'frame.time': string
  readonly 'frame.time_epoch': number
  readonly 'frame.time_relative': number
  readonly 'ip.addr': string
  readonly 'ip.dst_host': string
  readonly 'ip.host': string
  readonly 'ip.src_host': string
  readonly 'ipv6.addr': string
  readonly 'ipv6.dst_host': string
  readonly 'ipv6.host': string
  readonly 'ipv6.src_host': string
  readonly 'tcp.port': number
  readonly 'udp.port': number
}

/** A field that a filter may compare. */
export type FilterFieldName = FieldName | keyof FilterOnlyTypes

/** What a filter may ask to be there. */
export type FilterName = FilterFieldName | LayerName | 'frame' | '_ws.malformed'

/** The type of a field's values. */
export type FilterValue<Name extends FilterFieldName> = NonNullable<(FieldTypes & FilterOnlyTypes)[Name]>
