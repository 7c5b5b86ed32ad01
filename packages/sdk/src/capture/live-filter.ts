import { decode, frameContexts, parseFilter, type DecodeOptions, type DisplayFilter } from '@underlay/packet'
import type { LivePacket } from './packet-log.ts'

/**
 * A display filter for packets as they come; times count from the first that is asked about.
 *
 * @throws FilterError when the text is no filter.
 */
export function liveFilter(
  filter: DisplayFilter | string | undefined,
  taps: readonly string[],
  decoding: DecodeOptions,
): (packet: LivePacket) => boolean {
  if (filter === undefined) return () => true
  const parsed = typeof filter === 'string' ? parseFilter(filter) : filter
  const interfaces = taps.map((name) => ({ name }))
  let contextOf: ReturnType<typeof frameContexts> | undefined
  return (packet) => {
    contextOf ??= frameContexts({ packets: [packet], interfaces })
    return parsed.matches(decode(packet, decoding), contextOf(packet))
  }
}
