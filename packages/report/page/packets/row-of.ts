import { decode, summarize, type Endpoints, type Row } from '@underlay/packet'
import type { OpenCapture } from '../capture/open-capture.ts'
import { tcpNumbersOf } from './find-packets.ts'

/** A packet as a row of the list; nothing is kept, because only what is seen is asked for. */
export function rowOf(capture: OpenCapture, index: number): Row | undefined {
  const { packets, interfaces } = capture.file
  const packet = packets[index]
  if (packet === undefined) return undefined
  const tcp = tcpNumbersOf(capture, index)
  const startNs = packets[0]?.timestampNs ?? packet.timestampNs
  return summarize(packet, decode(packet, capture), { startNs, interfaces, ...(tcp && { tcp }) })
}

/** `10.1.5.10 → 10.1.8.10`. */
export function endsOf({ source, destination }: Endpoints): string {
  return source === '' && destination === '' ? '' : `${source} → ${destination}`
}

/** `63`, or `63/62`: outer and inner. */
export function ttlsOf({ outer, inner }: Row): string {
  return [outer.ttl, inner?.ttl].filter((ttl) => ttl !== undefined).join('/')
}
