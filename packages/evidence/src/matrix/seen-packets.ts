import { decode, parseAddress, summarize, type Packet } from '@underlay/packet'
import type { TappedCapture } from '../capture/tapped-capture.ts'
import { findEnclosure, type ObservedEncapsulation } from '../flow/encapsulation.ts'
import { findBytes } from '../flow/find-bytes.ts'
import { readHeader } from '../flow/flow-packet.ts'
import type { MatrixEnd, MatrixQuestion } from './matrix.ts'

/** A packet between two ends, at a tap of one of them. */
export interface SeenPacket {
  readonly tap: string
  readonly encapsulation: ObservedEncapsulation
  readonly outer?: { readonly src: string; readonly dst: string }
  readonly describe: () => string
}

/** The key of what goes from one end to another. */
export function directionKey(from: MatrixEnd, to: MatrixEnd): string {
  return `${hexOf(parseAddress(from.address))} ${hexOf(parseAddress(to.address))}`
}

/** The packets of all directions in one pass, by {@link directionKey}: each is decoded once, however many pairs there are. */
export function seenPackets(
  capture: TappedCapture,
  { ends, marks }: Pick<MatrixQuestion, 'ends' | 'marks'>,
): ReadonlyMap<string, readonly SeenPacket[]> {
  const byAddress = new Map(ends.map((end) => [hexOf(parseAddress(end.address)), end]))
  const taps = new Map(capture.interfaces.map(({ id, tap }) => [id, tap]))
  const seen = new Map<string, SeenPacket[]>()
  for (const packet of capture.packets) {
    const tap = taps.get(packet.interfaceId)
    const found = tap === undefined ? undefined : read(packet, tap)
    if (found === undefined) continue
    const list = seen.get(found.key)
    if (list === undefined) seen.set(found.key, [found.packet])
    else list.push(found.packet)
  }
  return seen

  function read(packet: Packet, tap: string): { readonly key: string; readonly packet: SeenPacket } | undefined {
    const layers = decode(packet, capture)
    const enclosure = findEnclosure(layers)
    if (enclosure === undefined) return undefined
    const { inner, outer, encapsulation } = enclosure
    const [at, length] = inner.name === 'ip' ? [inner.start + 12, 4] : [inner.start + 8, 16]
    const from = hexOf(packet.bytes.subarray(at, at + length))
    const to = hexOf(packet.bytes.subarray(at + length, at + 2 * length))
    const known = [byAddress.get(from), byAddress.get(to)]
    if (!known.some((end) => end?.taps.includes(tap)) || known.includes(undefined)) return undefined
    const payload = inner.start + inner.length
    if (marks !== undefined && !marks.some((mark) => findBytes(packet.bytes, mark, payload))) return undefined
    const header = outer && readHeader(outer)
    const describe = (): string => {
      const { number, protocol, info } = summarize(packet, layers)
      return `${tap}  packet ${number}  ${protocol}  ${info}`
    }
    const ofOuter = header && { outer: { src: header.src, dst: header.dst } }
    return { key: `${from} ${to}`, packet: { tap, encapsulation, ...ofOuter, describe } }
  }
}

function hexOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '?' : bytes.reduce((text, byte) => text + byte.toString(16).padStart(2, '0'), '')
}
