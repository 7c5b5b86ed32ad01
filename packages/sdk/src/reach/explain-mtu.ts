import type { PathPrediction } from '@underlay/evidence'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { lookAtLab } from '../loss/look-at-lab.ts'
import { holdersOf, type LabView } from '../loss/loss-facts.ts'
import { traceAlong } from '../trace/trace-along.ts'
import type { PingError } from '../traffic/ping.ts'
import { lostWhere, whoSaid } from './describe-loss.ts'

/** What was said of one probe. */
export interface ProbeError extends PingError {
  /** Of the probe, IP header included. */
  readonly bytes: number
}

/** A packet that is too large for a path. */
export interface TooLarge {
  readonly from: Endpoint
  readonly to: Endpoint
  /** Bytes, IP header included. */
  readonly packetBytes: number
  /** What was said when such packets were sent; once a kernel has learned the path's MTU nobody says it again. */
  readonly errors: readonly ProbeError[]
  /** Absent where the documents do not say. */
  readonly prediction: PathPrediction | undefined
  readonly timeoutMs: number
}

/** Who refuses it with which MTU, or where it vanishes; and which devices carry less than the documents say. */
export async function explainMtu(cluster: Cluster, tooLarge: TooLarge): Promise<readonly string[]> {
  const { from, packetBytes, prediction } = tooLarge
  const errors = tooLarge.errors.filter((error) => refuses(error, packetBytes))
  const lab = await lookAtLab(cluster)
  const routers = errors.filter((error) => error.from !== from.place)
  const telling = new Set((routers.length > 0 ? routers : errors).map((error) => describeError(error, lab)))
  const said = [...telling].map((text) => `${packetBytes} bytes: ${text}`)
  const vanished = said.length > 0 ? undefined : await traceVanished(cluster, tooLarge)
  const causes = new Set([...smallerThanSaid(lab, prediction), ...(vanished?.causes ?? [])])
  return [...said, ...(vanished?.lines ?? []), ...[...causes].map((cause) => `cause: ${cause}`)]
}

// What a larger probe heard may be no word about this one.
function refuses({ text, bytes }: ProbeError, packetBytes: number): boolean {
  const stated = /\bmtu\s*[=:]?\s*(\d+)/i.exec(text)?.[1]
  return stated === undefined ? bytes === packetBytes : Number(stated) < packetBytes
}

/** `10.1.0.10 (control-plane) says Frag needed and DF set (mtu = 1400)`. */
function describeError({ from, text }: PingError, lab: LabView): string {
  const [holder] = holdersOf(lab, from)
  return `${from}${holder === undefined ? '' : ` (${holder.place})`} says ${text}`
}

/** Sends it once more, because nobody said anything, and looks where it is seen last. */
async function traceVanished(cluster: Cluster, { packetBytes, ...task }: TooLarge) {
  const options = { timeoutMs: task.timeoutMs, name: `mtu-${packetBytes}` }
  const trace = await traceAlong({ cluster, ...task, packetBytes }, options)
  const { outcome, inconclusive, causes } = trace
  const where = outcome === 'answered' ? 'answered this time' : (inconclusive ?? `${lostWhere(trace)}, without a word`)
  return { lines: [`${packetBytes} bytes: ${where}`, ...whoSaid(trace)], causes }
}

/** Which interfaces of the way carry less than the documents say. */
function smallerThanSaid({ places }: LabView, prediction: PathPrediction | undefined): readonly string[] {
  const ways = prediction?.paths.flatMap(({ forward, reverse }) => [forward, reverse]) ?? []
  const hops = ways.flatMap((way) => way.hops)
  return hops.flatMap(({ place, device, mtuBytes }) => {
    const actual = places[place]?.devices.find(({ name }) => name === device)?.mtuBytes
    return actual === undefined || actual >= mtuBytes
      ? []
      : [`${place}: the MTU of ${device} is ${actual}, and the documents say ${mtuBytes}`]
  })
}
