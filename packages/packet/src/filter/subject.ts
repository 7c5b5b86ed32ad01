import type { Packet } from '../capture-file/capture-file.ts'
import type { DecodedLayer } from '../layers/decoded-layer.ts'
import type { Layer } from '../layers/layer.ts'

/** What the `frame.` fields of a filter ask for; each is absent without it. */
export interface FrameContext {
  readonly packet?: Packet
  /** Of the interface that captured it. */
  readonly interfaceName?: string
  readonly interfaceDescription?: string
  /** Time 0 of `frame.time_relative`, in ns since 1970. */
  readonly startNs?: bigint
  /**
   * Whether the headers that an ICMP error quotes count as layers, as in Wireshark; false by default.
   * With it `ip.dst == 10.98.193.193` also finds the errors about packets to there.
   */
  readonly quotations?: boolean
}

/** What a filter is asked about. */
export interface Subject {
  readonly layers: readonly DecodedLayer[]
  readonly frame: FrameContext
}

/** A layer's type says what its class does not: both are the same objects. */
export function toSubject(layers: readonly Layer[], frame: FrameContext): Subject {
  const own = layers as readonly unknown[] as readonly DecodedLayer[]
  return { layers: frame.quotations ? withQuotations(own) : own, frame }
}

function withQuotations(layers: readonly DecodedLayer[]): readonly DecodedLayer[] {
  return layers.flatMap((layer) => [layer, ...withQuotations(layer.quoted)])
}
