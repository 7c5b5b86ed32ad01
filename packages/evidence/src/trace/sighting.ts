import { field, type Layer } from '@underlay/packet'
import type { TappedCapture } from '../capture/tapped-capture.ts'
import { readPacket, ttlOf, type ReadPacket } from './identity.ts'
import { tapName } from './tap-topology.ts'

/** A packet at a tap. */
export interface Sighting extends ReadPacket {
  readonly tap: string
  readonly place: string
  readonly device: string
  /** What both ends of a cable show alike, and no two hops. */
  readonly frame: string
}

/** All packets of a capture that are of IP, in the order of the file. */
export function sightingsOf(capture: TappedCapture): readonly Sighting[] {
  const names = new Map(capture.interfaces.map(({ id, tap }) => [id, tap]))
  return capture.packets.flatMap((packet) => {
    const tap = names.get(packet.interfaceId)
    const read = tap === undefined ? undefined : readPacket(packet, capture)
    if (tap === undefined || read === undefined) return []
    return [{ ...read, tap, ...tapName(tap), frame: frameOf(read.layers) }]
  })
}

// A tag may be on one end of a cable only, in the kernel's own notes; the rest of a frame no cable changes.
function frameOf(layers: readonly Layer[]): string {
  const shown = layers.flatMap((layer) => {
    const parts = frameFields.map((name) => field([layer], name)).filter((value) => value !== undefined)
    return parts.length === 0 ? [] : [parts.join(' ')]
  })
  return shown.join(' | ')
}

const frameFields = [
  'eth.src',
  'eth.dst',
  'ip.src',
  'ip.dst',
  'ip.ttl',
  'ipv6.src',
  'ipv6.dst',
  'ipv6.hlim',
  'vxlan.vni',
] as const

/** Time to live of the innermost header: who forwards the packet itself takes one. */
export function innerTtl({ headers }: Sighting): number {
  return ttlOf(headers.at(-1) ?? headers[0])
}

/** Time to live of the outermost header: of a packet in a tunnel, who forwards the tunnel's packet takes one. */
export function outerTtl({ headers }: Sighting): number {
  return ttlOf(headers[0])
}

/** One sighting for each appearance at a tap: what a tap shows twice alike counts once, the first. */
export function withoutCopies(sightings: readonly Sighting[]): readonly Sighting[] {
  const seen = new Set<string>()
  return sightings.filter(({ tap, frame }) => {
    const key = `${tap} ${frame}`
    return seen.has(key) ? false : seen.add(key)
  })
}
