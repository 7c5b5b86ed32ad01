import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Packet } from '@underlay/packet'
import { readCapture } from '@underlay/packet'
import type { TappedCapture } from '@underlay/evidence'
import { fromCaptureFile } from '@underlay/evidence'
import { echo, frame, ip } from './packets.ts'
import type { IpOptions } from './packets.ts'

/** What one tap saw. */
export interface Seen {
  readonly tap: string
  readonly frames: readonly Uint8Array[]
  readonly linkType?: number
  readonly dropped?: number
}

export function captured(...taps: readonly Seen[]): TappedCapture {
  const interfaces = taps.map(({ tap, linkType = 1, dropped = 0 }, id) => ({ id, tap, linkType, dropped }))
  const all = taps.flatMap(({ frames, linkType = 1 }, interfaceId) => {
    return frames.map((bytes) => ({ interfaceId, linkType, bytes }))
  })
  const packets: readonly Packet[] = all.map((each, index) => ({
    ...each,
    number: index + 1,
    timestampNs: BigInt(index),
    capturedLength: each.bytes.length,
    originalLength: each.bytes.length,
  }))
  return { interfaces, packets }
}

/** A ping and its answers, `count` times, each wrapped by direction. */
export function ping(
  [from, to]: readonly [string, string],
  count: number,
  wrap: (packet: Uint8Array, isRequest: boolean) => Uint8Array,
): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, index) => index + 1).flatMap((seq) =>
    [true, false].map((isRequest) => {
      const ends = isRequest ? { src: from, dst: to } : { src: to, dst: from }
      return wrap(ip(1, { ...ends, id: isRequest ? 100 + seq : 0 }, echo(isRequest, seq)), isRequest)
    }),
  )
}

/** A wrapper for `ping`: an outer IP header with protocol 4 between two nodes, swapped for replies. */
export function ipip(from: string, to: string, more: Partial<IpOptions> = {}) {
  return (packet: Uint8Array, isRequest: boolean): Uint8Array => {
    const ends = isRequest ? { src: from, dst: to } : { src: to, dst: from }
    return frame(ip(4, { ...ends, ...more }, packet))
  }
}

/** Recorded captures as one, each named by its tap. */
export function recorded(files: Readonly<Record<string, string>>): TappedCapture {
  const parts = Object.entries(files).map(([tap, file]) => {
    const bytes = readFileSync(join(import.meta.dirname, '../fixtures/recordings', file))
    return fromCaptureFile(readCapture(bytes), { taps: [tap] })
  })
  return {
    interfaces: parts.flatMap(({ interfaces }, id) => interfaces.map((each) => ({ ...each, id }))),
    packets: parts.flatMap(({ packets }, interfaceId) => packets.map((packet) => ({ ...packet, interfaceId }))),
  }
}
