import type { Packet } from '../capture-file/capture-file.ts'
import { decode } from '../layers/decode.ts'
import type { Layer } from '../layers/layer.ts'
import { createSearch } from '../bytes/search.ts'
import type { DecodableCapture } from './conversations.ts'
import { isSameStart } from './exchanges.ts'
import { readSightingKey } from './sighting-key.ts'

/** A packet as one tap saw it. */
export interface SeenPacket {
  readonly packet: Packet
  readonly layers: readonly Layer[]
}

/** One packet, wherever it was seen: in the order of the capture, which is not that of its way. */
export type Sighting = readonly SeenPacket[]

/** Which packets to look for. */
export interface SightingOptions {
  /**
   * Only packets with these bytes behind their innermost IP header. They are recognised by them, whatever NAT does to
   * addresses, ports and identifiers; without it a packet with other addresses is another packet.
   */
  readonly mark?: Uint8Array
}

interface Found {
  readonly seen: SeenPacket[]
  /** Where it was seen, and in which form: not twice. */
  readonly places: Set<string>
  payload: Uint8Array
}

/** Packets with one key that are looked through; the oldest of a flood of the same packet are given up. */
const maximumAlike = 64

/**
 * Finds the same packet at several taps: by what no router changes of its innermost IP header, and its payload, inside of
 * tunnels or not. The time is no key, and the IP id alone is none. What a tap sees twice alike, a retransmission, is
 * another packet each time; with another time to live or in a tunnel it is the same on its way back through that tap.
 * Packets that are neither IP nor ARP are left out.
 *
 * @example
 * ```ts
 * sightings(capture).map((seen) => seen.map(({ packet }) => capture.interfaces[packet.interfaceId]?.tap))
 * // [['control-plane:net0', 'gw0:eth1', 'gw0:eth2', 'worker2:net0'], …]
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc6864#section-4
 */
export function sightings(capture: DecodableCapture, options: SightingOptions = {}): readonly Sighting[] {
  const { mark } = options
  const hasMark = mark && createSearch(mark)
  const all: Found[] = []
  const alike = new Map<string, Found[]>()
  for (const packet of capture.packets) {
    const layers = decode(packet, capture)
    const recognised = readSightingKey(packet.bytes, layers, mark !== undefined)
    if (recognised === undefined) continue
    const { key, form, payload } = recognised
    if (hasMark && !hasMark(payload)) continue
    const place = `${packet.interfaceId} ${form}`
    const candidates = alike.get(key) ?? []
    const found = candidates.find((each) => !each.places.has(place) && isSameStart(each.payload, payload))
    if (found === undefined) {
      const created = { seen: [{ packet, layers }], places: new Set([place]), payload }
      all.push(created)
      if (candidates.length === maximumAlike) candidates.shift()
      candidates.push(created)
      alike.set(key, candidates)
    } else {
      found.seen.push({ packet, layers })
      found.places.add(place)
      if (payload.length > found.payload.length) found.payload = payload
    }
  }
  return all.map(({ seen }) => seen)
}
