import {
  createTcpNumbering,
  decode,
  frameContexts,
  type DisplayFilter,
  type Layer,
  type Packet,
  type TcpNumbers,
} from '@underlay/packet'
import { tapOf, type OpenCapture } from '../capture/open-capture.ts'

/** Which packets are wanted. */
export interface Wanted {
  readonly filter: DisplayFilter | undefined
  readonly tap: string | undefined
}

/** A search that goes on a little at a time. */
export interface Search {
  /** Places in `file.packets` that were found. */
  readonly found: readonly number[]
  /** Packets that were looked at. */
  readonly done: number
}

// A frame at 60 Hz, less what the page needs for itself.
const sliceMs = 8
const numbers = new WeakMap<OpenCapture, (TcpNumbers | undefined)[]>()

/** Relative TCP numbers of a packet, once the search has passed it. */
export function tcpNumbersOf(capture: OpenCapture, index: number): TcpNumbers | undefined {
  return numbers.get(capture)?.[index]
}

/**
 * Looks for packets in slices, so that the page answers meanwhile.
 *
 * @param onProgress after each slice; the last one has `done` at the number of packets.
 */
export async function findPackets(
  capture: OpenCapture,
  wanted: Wanted,
  onProgress: (search: Search) => void,
  signal: AbortSignal,
): Promise<void> {
  const { packets } = capture.file
  const found: number[] = []
  const isWanted = testOf(capture, wanted)
  const numberNext = numbering(capture)
  for (let done = 0; done < packets.length;) {
    const untilMs = performance.now() + sliceMs
    while (done < packets.length && performance.now() < untilMs) {
      // So many at a time: asking for the time costs as much as a packet.
      for (const end = Math.min(packets.length, done + 64); done < end; done++) {
        const packet = packets[done]
        if (packet === undefined) break
        const layers = once(() => decode(packet, capture))
        numberNext?.(layers)
        if (isWanted(packet, layers)) found.push(done)
      }
    }
    onProgress({ found: [...found], done })
    if (done < packets.length) await nextTask()
    if (signal.aborted) return
  }
  if (packets.length === 0) onProgress({ found, done: 0 })
}

/** Whether a packet is wanted; what tap it is of is seen before it is decoded. */
function testOf(
  capture: OpenCapture,
  { filter, tap }: Wanted,
): (packet: Packet, layers: () => readonly Layer[]) => boolean {
  const taps = capture.file.interfaces.map(tapOf)
  const contextOf = frameContexts(capture.file)
  return (packet, layers) => {
    if (tap !== undefined && tap !== taps[packet.interfaceId]) return false
    return filter === undefined || filter.matches(layers(), contextOf(packet))
  }
}

/** Keeps the TCP numbers of the packets that are passed for the first time. */
function numbering(capture: OpenCapture): ((layers: () => readonly Layer[]) => void) | undefined {
  if (numbers.get(capture)?.length === capture.file.packets.length) return undefined
  const all: (TcpNumbers | undefined)[] = []
  numbers.set(capture, all)
  const number = createTcpNumbering()
  return (layers) => void all.push(number(layers()))
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
