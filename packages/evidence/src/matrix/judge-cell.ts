import type { TappedCapture } from '../capture/tapped-capture.ts'
import type { MatrixCell, MatrixEnd, MatrixExpectation } from './matrix.ts'
import type { SeenPacket } from './seen-packets.ts'

interface Direction {
  readonly from: MatrixEnd
  readonly to: MatrixEnd
  readonly seen: readonly SeenPacket[]
  readonly expectation: MatrixExpectation
}

/** Judges one direction of a pair. Without a packet there is no evidence, whatever was expected. */
export function judgeCell(capture: TappedCapture, { from, to, seen, expectation }: Direction): MatrixCell {
  const { encapsulation: expected, reason } = expectation
  const kinds = new Set(seen.map(({ encapsulation }) => encapsulation))
  const actual = kinds.size > 1 ? ('mixed' as const) : kinds.values().next().value
  const offending = expected === undefined ? [] : seen.filter(({ encapsulation }) => encapsulation !== expected)
  const outer = seen.find((packet) => packet.outer !== undefined)?.outer
  const cell = {
    from: from.name,
    to: to.name,
    ...(expected !== undefined && { expected }),
    ...(actual !== undefined && { actual }),
    packets: seen.length,
    offending: offending.length,
    arrived: seen.some(({ tap }) => to.taps.includes(tap)),
    ...(outer && { outer }),
  }
  const [first] = offending
  // A packet that was seen proves a failure, whatever else was lost.
  if (first !== undefined) return { ...cell, outcome: 'fail', first: first.describe(), reason }
  const nothing = whyNoEvidence(capture, { from, to, seen, expectation })
  return { ...cell, outcome: nothing === undefined ? 'pass' : 'inconclusive', reason: nothing ?? reason }
}

function whyNoEvidence(capture: TappedCapture, { from, to, seen, expectation }: Direction): string | undefined {
  const absent = from.absent ?? to.absent
  if (absent !== undefined) return absent
  const names = [...new Set([...from.taps, ...to.taps])]
  const taps = capture.interfaces.filter(({ tap }) => names.includes(tap))
  if (taps.length === 0) return names.length === 0 ? `${from.name} has no tap` : `${names.join(', ')} was not captured`
  if (seen.length === 0) return `${taps.map(({ tap }) => tap).join(', ')} saw no packet of it`
  const lossy = taps.find(({ dropped }) => dropped > 0)
  if (lossy !== undefined) return `${lossy.tap} dropped ${lossy.dropped} packets: what they were is not known`
  if (capture.truncated !== undefined) return `the capture is cut (${capture.truncated})`
  if (expectation.encapsulation === undefined) return `nothing is expected: ${expectation.reason}`
  const isWatched = taps.some(({ tap }) => to.taps.includes(tap))
  if (!isWatched || seen.some(({ tap }) => to.taps.includes(tap))) return undefined
  return `left ${from.name} as ${expectation.encapsulation}, never seen at ${to.name}`
}
