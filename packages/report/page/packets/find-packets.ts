import { createTcpNumbering, decode, type DisplayFilter, type TcpNumbers } from '@underlay/packet'
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
        numberNext(done)
        if (isWanted(done)) found.push(done)
      }
    }
    onProgress({ found: [...found], done })
    if (done < packets.length) await nextTask()
    if (signal.aborted) return
  }
  if (packets.length === 0) onProgress({ found, done: 0 })
}

function testOf(capture: OpenCapture, { filter, tap }: Wanted): (index: number) => boolean {
  const { packets, interfaces } = capture.file
  const startNs = packets[0]?.timestampNs ?? 0n
  const taps = interfaces.map(tapOf)
  return (index) => {
    const packet = packets[index]
    if (packet === undefined) return false
    const interfaceName = taps[packet.interfaceId]
    if (tap !== undefined && tap !== interfaceName) return false
    if (filter === undefined) return true
    return filter.matches(decode(packet, capture), {
      packet,
      startNs,
      ...(interfaceName !== undefined && { interfaceName }),
    })
  }
}

function numbering(capture: OpenCapture): (index: number) => void {
  if (numbers.get(capture)?.length === capture.file.packets.length) return () => {}
  const all: (TcpNumbers | undefined)[] = []
  numbers.set(capture, all)
  const number = createTcpNumbering()
  return (index) => {
    const packet = capture.file.packets[index]
    all[index] = packet && number(decode(packet, capture))
  }
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
