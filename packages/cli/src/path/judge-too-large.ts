import type { Direction, Outcome, PathPrediction, PathTrace, PredictedWay, TracedWay } from '@underlay/sdk'
import { judgePrediction } from './judge-prediction.ts'

/** What is said of a packet that is larger than what passes. */
export interface TooLargeVerdict {
  readonly outcome: Outcome
  readonly message: string
}

/** Whether a packet would arrive, were it smaller. */
export function isTooLarge({ paths }: PathPrediction, packetBytes: number): boolean {
  return paths.every(({ forward, reverse }) => {
    const ways = [forward, reverse]
    return ways.every(({ lost }) => lost === undefined) && ways.some((way) => way.largestPacketBytes < packetBytes)
  })
}

/**
 * Judges what became of a packet that {@link isTooLarge}. That it is lost is as predicted only where its size is the reason: its
 * sender or a router says so, or it got as far as the interface that is too small, and nobody says anything else.
 */
export function judgeTooLarge(
  trace: PathTrace & { readonly causes: readonly string[] },
  prediction: PathPrediction,
  packetBytes: number,
): TooLargeVerdict {
  const { outcome, inconclusive, forward, reverse, errors = [], causes } = trace
  const predicted = `predicted: ${judgePrediction(prediction, packetBytes).text}`
  const said = errors.map(({ from, text }) => `${from} says ${text}`)
  const verdict = (judged: Outcome, text: string): TooLargeVerdict => {
    const lines = judged === 'pass' ? said : [...said, ...causes.map((cause) => `cause: ${cause}`)]
    return { outcome: judged, message: [text, predicted, ...lines].join('\n  ') }
  }
  if (outcome === 'inconclusive') return verdict(outcome, inconclusive ?? 'no evidence')
  if (outcome === 'answered') return verdict('fail', 'it is answered, and should not be')
  if (errors.some(({ text }) => saysTooLarge.test(text))) return verdict('pass', 'it is lost, as predicted')
  const way = [forward, reverse].find((one) => one?.lost !== undefined)
  const lost = way?.lost
  const where = lost === undefined ? '' : ` ${lost.isBeyond ? 'beyond' : 'in'} ${lost.place}`
  if (errors.length > 0) return verdict('fail', `it is lost${where}, and not for its size`)
  // A kernel that refuses its own packet for its size says so.
  if (forward.hops.length === 0) return verdict('inconclusive', 'it was not sent, and its sender says no reason')
  const limits = prediction.paths.flatMap((path) => {
    return limitOf(path.forward, packetBytes) ?? limitOf(path.reverse, packetBytes) ?? []
  })
  if (way === undefined || !limits.some((limit) => isLostAt(way, limit))) {
    const isUnknown = lost?.isBeyond === true || prediction.undescribed?.includes(lost?.place ?? '') === true
    const places = [...new Set(limits.map(({ tap }) => tap))].join(' or ')
    return verdict(isUnknown ? 'inconclusive' : 'fail', `it is lost${where}, and not at ${places}, which is too small`)
  }
  if (causes.length > 0 && !causes.some((cause) => /\bMTU\b/.test(cause))) {
    return verdict('inconclusive', `it is lost${where}, where it is too large; but perhaps not for that`)
  }
  return verdict('pass', 'it is lost, as predicted')
}

const saysTooLarge = /(?:message|packet) too (?:long|big)|frag(?:mentation)? needed/i

/** The interface that is too small. */
interface Limit {
  readonly direction: Direction
  readonly tap: string
  readonly place: string
}

/** The first of a way; not those that a tunnel's packet passes in fragments. */
function limitOf({ direction, hops, largestPacketBytes }: PredictedWay, packetBytes: number): Limit | undefined {
  const hop = hops.find(({ mtuLeftBytes }) => mtuLeftBytes >= 0 && largestPacketBytes + mtuLeftBytes < packetBytes)
  return hop && { direction, tap: hop.tap, place: hop.place }
}

// What was seen at an interface was not too large for it.
function isLostAt({ direction, lost }: TracedWay, limit: Limit): boolean {
  if (lost === undefined || direction !== limit.direction || lost.lastSeen === limit.tap) return false
  return lost.next === limit.tap || lost.place === limit.place
}
