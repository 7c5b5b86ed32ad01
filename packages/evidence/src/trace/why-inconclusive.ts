import { printable } from '@underlay/packet'
import type { TappedCapture } from '../capture/tapped-capture.ts'
import type { FoundWays, PathQuery } from './find-path.ts'
import { tapName } from './tap-topology.ts'

/** Why nothing can be said of a packet's path; undefined when something can. */
export function whyInconclusive(
  capture: TappedCapture,
  { from, to, mark, sent = false, heard = false }: PathQuery,
  { forward, reverse, answered }: FoundWays,
  start: string | undefined,
): string | undefined {
  const seen = new Set([...forward.hops, ...(reverse?.hops ?? [])].map(({ tap }) => tap))
  const lossy = capture.interfaces.filter(({ tap, dropped }) => dropped > 0 && !seen.has(tap))
  if (lossy.length > 0) {
    const taps = lossy.map(({ tap, dropped }) => `${printable(tap)} dropped ${dropped} packets`)
    return `${taps.join(', ')}: what they were is not known; capture again`
  }
  if (!answered && capture.truncated !== undefined) {
    return `the capture is cut (${capture.truncated}): packets may be missing; capture again`
  }
  // Two witnesses that contradict each other prove nothing.
  if (!answered && heard) return 'its sender heard an answer that the taps do not show: capture at more taps'
  if (seen.size > 0) return undefined
  const watched = capture.interfaces.some(({ tap }) => tapName(tap).place === start)
  if (sent && watched) return undefined
  const what = mark === undefined ? `from ${from} to ${to}` : 'with the mark'
  return `no tap saw a packet ${what}; ${capture.packets.length} others were seen at ${capture.interfaces.length} taps`
}
