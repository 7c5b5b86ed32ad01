import { familyOf } from '@underlay/configs'
import { PredictionError, requirePass, type PredictedWay, type Verdict } from '@underlay/evidence'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { CommandError } from '../errors.ts'
import { lookAtLab } from '../loss/look-at-lab.ts'
import { predictPath } from '../prediction/predict-path.ts'
import { tracePath } from '../trace/trace-path.ts'
import { ping } from '../traffic/ping.ts'

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
 * @param options.timeoutMs for each probe, default 1000.
 * @throws AssertionError when another size is the largest; its message has that size, and who carries less.
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
  const ways = await predictedWays(cluster, from, to, expect)
  const expected = expect ?? Math.min(...ways.map(({ largestPacketBytes }) => largestPacketBytes))
  const passes = (bytes: number): Promise<boolean> => isAnswered(from, to, bytes, timeoutMs)
  const head = `${from.place} → ${to.place}`
  const whyNothing = async (): Promise<readonly string[]> => (await tracePath(cluster, from, to, { timeoutMs })).causes
  const fits = await passes(expected)
  if (fits && !(await passes(expected + 1))) {
    const summary = `${head}: ${expected} bytes pass, one more does not`
    return requirePass({ outcome: 'pass', expected, actual: expected, summary, message: summary })
  }
  const actual = fits ? await largest(expected + 1, 65_535, passes) : await largest(0, expected - 1, passes)
  const found = actual === undefined ? 'no packet passes' : `the largest packet has ${actual} bytes`
  const summary = `${head}: ${found}, expected ${expected}`
  const causes = fits ? [] : await (actual === undefined ? whyNothing() : smallerThanSaid(cluster, ways))
  const message = [summary, ...causes.map((cause) => `  cause: ${cause}`)].join('\n')
  return requirePass({ outcome: 'fail', expected, actual, summary, message })
}

/** What the documents say of the way; nothing where they do not, and a size is expected anyway. */
async function predictedWays(
  cluster: Cluster,
  from: Endpoint,
  to: Endpoint,
  expect: number | undefined,
): Promise<readonly PredictedWay[]> {
  try {
    const { paths } = await predictPath(cluster, from, to)
    return paths.flatMap(({ forward, reverse }) => [forward, reverse])
  } catch (error) {
    if (error instanceof PredictionError && expect !== undefined) return []
    throw error
  }
}

async function isAnswered(from: Endpoint, to: Endpoint, bytes: number, timeoutMs: number): Promise<boolean> {
  const sizeBytes = bytes - headerBytes(to)
  if (sizeBytes < leastPayloadBytes) return false
  try {
    return (await ping(from, to, { count: 1, sizeBytes, dontFragment: true, timeoutMs })).received > 0
  } catch (error) {
    // The sender's own kernel refuses what is too large for its device.
    if (error instanceof CommandError) return false
    throw error
  }
}

const leastPayloadBytes = 32

function headerBytes({ address }: Endpoint): number {
  return familyOf(address) === 6 ? 48 : 28
}

/** The largest size that passes of those from `least` to `most`; undefined when none does. */
async function largest(
  least: number,
  most: number,
  passes: (bytes: number) => Promise<boolean>,
): Promise<number | undefined> {
  const smallest = Math.max(least, leastPayloadBytes + 28)
  if (!(await passes(smallest))) return undefined
  let [low, high] = [smallest, most]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (await passes(middle)) low = middle
    else high = middle - 1
  }
  return low
}

/** Which interfaces of the way carry less than the documents say. */
async function smallerThanSaid(cluster: Cluster, ways: readonly PredictedWay[]): Promise<readonly string[]> {
  const { places } = await lookAtLab(cluster)
  const found = ways.flatMap(({ hops }) =>
    hops.flatMap(({ place, device, mtuBytes }) => {
      const actual = places[place]?.devices.find(({ name }) => name === device)?.mtuBytes
      return actual === undefined || actual >= mtuBytes
        ? []
        : [`${place}: the MTU of ${device} is ${actual}, and the documents say ${mtuBytes}`]
    }),
  )
  return [...new Set(found)]
}
