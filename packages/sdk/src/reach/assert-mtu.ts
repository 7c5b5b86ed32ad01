import { requirePass, type Verdict } from '@underlay/evidence'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { lookAlongPath } from '../prediction/predict-path.ts'
import { predictionOf } from '../trace/prediction-of.ts'
import { tracePath } from '../trace/trace-path.ts'
import { echoHeaderBytes, ping, type PingResult } from '../traffic/ping.ts'
import { explainMtu, type ProbeError } from './explain-mtu.ts'

/** The largest packet that passes, both ways, with "don't fragment". */
export interface MtuVerdict extends Verdict {
  /** Bytes, IP header included. */
  readonly expected: number
  readonly actual: number | undefined
}

/**
 * Asserts the largest packet that passes between two endpoints in one piece: with "don't fragment" it is answered, and one byte
 * more is not. The answer is as large, so that both directions are tried.
 *
 * @param options.expect bytes, IP header included; default what the lab's documents say.
 * @param options.timeoutMs for each probe, three echoes, default 1000.
 * @throws AssertionError when another size is the largest; its message has that size, and who does not carry one byte more: who
 *   refuses it by ICMP, with which MTU, or where it vanishes.
 * @throws InconclusiveError when no size passes: nothing is known of sizes then; its message has why it is lost.
 * @throws CommandError when ping cannot be run.
 * @throws PredictionError when the documents do not say, and `expect` is not given.
 * @example
 * await assertMtu(cluster, app.on('control-plane'), app.on('worker2')) // 1450 through VXLAN
 */
export async function assertMtu(
  cluster: Cluster,
  from: Endpoint,
  to: Endpoint,
  { expect, timeoutMs = 1000 }: { readonly expect?: number; readonly timeoutMs?: number } = {},
): Promise<MtuVerdict> {
  const { prediction } = await (expect === undefined ? lookAlongPath : predictionOf)(cluster, from, to)
  const ways = prediction?.paths.flatMap(({ forward, reverse }) => [forward, reverse]) ?? []
  const expected = expect ?? Math.min(...ways.map(({ largestPacketBytes }) => largestPacketBytes))
  const errors: ProbeError[] = []
  const passes = async (bytes: number): Promise<boolean> => {
    const answer = await probe(from, to, bytes, timeoutMs)
    errors.push(...answer.errors.map((error) => ({ ...error, bytes })))
    return answer.received > 0
  }
  const least = leastPayloadBytes + echoHeaderBytes(to.address)
  const head = `${from.place} → ${to.place}`
  const fits = await passes(expected)
  if (fits && !(await passes(expected + 1))) {
    const summary = `${head}: ${expected} bytes pass, one more does not`
    return requirePass({ outcome: 'pass', expected, actual: expected, summary, message: summary })
  }
  const actual = fits ? await largest(expected + 1, 65_535, passes) : await largest(least, expected - 1, passes)
  const found = actual === undefined ? 'no packet passes' : `the largest packet has ${actual} bytes`
  const summary = `${head}: ${found}, expected ${expected}`
  const lines = fits ? [] : await why(actual)
  // A path that carries nothing shows nothing of sizes.
  const outcome = actual === undefined ? 'inconclusive' : 'fail'
  return requirePass({ outcome, expected, actual, summary, message: [summary, ...lines].join('\n  ') })

  async function why(largestBytes: number | undefined): Promise<readonly string[]> {
    if (largestBytes !== undefined) {
      return explainMtu(cluster, { from, to, packetBytes: largestBytes + 1, errors, prediction, timeoutMs })
    }
    const { causes } = await tracePath(cluster, from, to, { timeoutMs })
    return causes.map((cause) => `cause: ${cause}`)
  }
}

async function probe(
  from: Endpoint,
  to: Endpoint,
  bytes: number,
  timeoutMs: number,
): Promise<Pick<PingResult, 'received' | 'errors'>> {
  const sizeBytes = bytes - echoHeaderBytes(to.address)
  if (sizeBytes < leastPayloadBytes) return { received: 0, errors: [] }
  // One loss may be chance.
  return ping(from, to, { count: 3, sizeBytes, dontFragment: true, timeoutMs })
}

const leastPayloadBytes = 32

/** The largest size that passes of those from `least` to `most`; undefined when none does. */
async function largest(
  least: number,
  most: number,
  passes: (bytes: number) => Promise<boolean>,
): Promise<number | undefined> {
  if (!(await passes(least))) return undefined
  let [low, high] = [least, most]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (await passes(middle)) low = middle
    else high = middle - 1
  }
  return low
}
