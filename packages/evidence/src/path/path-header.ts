import type { FieldValue, LayerName } from '@underlay/packet'

/**
 * A header of a packet: the layer's name and those of its fields that are known, in Wireshark's names. What is drawn by lot
 * (ids, source ports, checksums) or not known is left out, and not compared.
 */
export interface PathHeader {
  readonly name: LayerName
  readonly fields: Readonly<Record<string, FieldValue>>
}
