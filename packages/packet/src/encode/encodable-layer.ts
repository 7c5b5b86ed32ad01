import type { Layer } from '../layers/layer.ts'

/** Fields that say how a header was judged: no bytes of its own, so nothing to write. */
type JudgedField = `${string}.status`

type EncodableFields<Fields> = {
  readonly [Name in keyof Fields as Name extends JudgedField ? never : Name]?: Fields[Name] | undefined
}

type EncodableOf<Known> = Known extends Layer
  ? {
      readonly name: Known['name']
      /** By Wireshark's full name, as `decode` gives them; what is absent or undefined is derived, or 0. */
      readonly fields?: EncodableFields<Known['fields']>
      /** The headers that an ICMP error quotes, outermost first. */
      readonly quoted?: readonly EncodableLayer[]
    }
  : never

/**
 * One header to build: plain data, or a layer that `decode` gave.
 *
 * @example
 * ```ts
 * const outer: EncodableLayer = { name: 'ip', fields: { 'ip.src': '10.1.5.10', 'ip.dst': '10.1.8.10' } }
 * ```
 */
export type EncodableLayer = EncodableOf<Layer>
