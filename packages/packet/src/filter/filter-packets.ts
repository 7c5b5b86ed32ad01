import type { Packet } from '../capture-file/capture-file.ts'
import type { DecodeOptions } from '../layers/decode.ts'
import { decode } from '../layers/decode.ts'
import type { DisplayFilter } from './display-filter.ts'
import { parseFilter } from './display-filter.ts'
import type { FrameContext } from './subject.ts'

/** What can be filtered: a capture file as read, or a capture with taps. */
export interface FilterableCapture extends DecodeOptions {
  readonly packets: readonly Packet[]
  /** By `interfaceId`, for `frame.interface_name`. */
  readonly interfaces?: readonly { readonly name?: string; readonly tap?: string; readonly description?: string }[]
}

/**
 * The packets that a display filter lets through.
 *
 * @throws FilterError when a text is no filter.
 * @example
 * ```ts
 * filterPackets(readCapture(bytes), 'ip.src == 10.1.5.10 && icmp')
 * filterPackets(capture, where('frame.interface_name').equals('gw0:eth1'))
 * ```
 */
export function filterPackets(
  capture: FilterableCapture,
  filter: DisplayFilter | string,
  options: Pick<FrameContext, 'quotations'> = {},
): readonly Packet[] {
  const parsed = typeof filter === 'string' ? parseFilter(filter) : filter
  const contextOf = frameContexts(capture)
  return capture.packets.filter((packet) => {
    return parsed.matches(decode(packet, capture), { ...options, ...contextOf(packet) })
  })
}

/**
 * What the `frame.` fields of a filter ask for, of each packet of a capture: for who looks at them one by one.
 *
 * @example
 * ```ts
 * const contextOf = frameContexts(capture)
 * for (const packet of capture.packets) filter.matches(decode(packet, capture), contextOf(packet))
 * ```
 */
export function frameContexts({
  packets,
  interfaces,
}: Pick<FilterableCapture, 'packets' | 'interfaces'>): (packet: Packet) => FrameContext {
  const startNs = packets[0]?.timestampNs ?? 0n
  return (packet) => {
    const { name, tap, description } = interfaces?.[packet.interfaceId] ?? {}
    const interfaceName = name ?? tap
    return {
      packet,
      startNs,
      ...(interfaceName !== undefined && { interfaceName }),
      ...(description !== undefined && { interfaceDescription: description }),
    }
  }
}
