import { randomBytes } from 'node:crypto'
import { familyOf, type IpFamily } from '@underlay/configs'
import type { Endpoint } from '../cluster/cluster.ts'
import { CommandError, LabError } from '../errors.ts'
import { tryRun } from '../host/run.ts'
import { addressOf } from './address-of.ts'

export interface PingOptions {
  /** Echo requests, at least 1, default 3. */
  readonly count?: number
  /** Between two requests, default 20. */
  readonly intervalMs?: number
  /** For each reply, default 1000. */
  readonly timeoutMs?: number
  /**
   * Of ICMP payload, 32 to 65507, default 56; the packet has 28 more, of IPv6 48. Below 32 there is no room for the
   * mark: ping's timestamp takes the first 16 bytes.
   */
  readonly sizeBytes?: number
  /** Set "don't fragment"; of IPv6: do not fragment at the source either. */
  readonly dontFragment?: boolean
  /** Time to live, or IPv6's hop limit, 1 to 255; default: the sender's own. */
  readonly ttl?: number
  /** Which of the endpoint's addresses is pinged; default the first, in a dual-stack lab mostly IPv4. */
  readonly family?: IpFamily
}

/** Why an echo request was not answered: by a router's ICMP error, or the sender's own kernel. */
export interface PingError {
  /** An address; the sender's place, where its own kernel refused. */
  readonly from: string
  /** `Frag needed and DF set (mtu = 1400)`, `Destination Host Unreachable`. */
  readonly text: string
}

/** What came of a ping. */
export interface PingResult {
  readonly from: string
  readonly to: string
  /** Also those that the sender's own kernel refused. */
  readonly transmitted: number
  readonly received: number
  /** The time to live of the first reply; `undefined` without one. */
  readonly ttl: number | undefined
  readonly rttMs: readonly number[]
  /** What was said instead of an answer, each once, in ping's words. */
  readonly errors: readonly PingError[]
  /** The bytes that fill the payload of these echo requests, and of no others. */
  readonly mark: Uint8Array
}

/**
 * Pings, with a random mark in the payload. Unanswered requests are a result, not an error.
 *
 * @param to an endpoint, or an address of either family.
 * @throws LabError when an option is out of its range, or `to` has no address of the family.
 * @throws CommandError when ping itself cannot be run.
 * @example
 * const { received, ttl } = await ping(app.on('control-plane'), app.on('worker2'))
 * await ping(app.on('control-plane'), app.on('worker2'), { family: 6 }) // in a dual-stack lab
 */
export async function ping(from: Endpoint, to: Endpoint | string, options: PingOptions = {}): Promise<PingResult> {
  const { count = 3, intervalMs = 20, timeoutMs = 1000, sizeBytes = 56, dontFragment = false, ttl } = options
  check({ count, sizeBytes, ttl })
  const address = addressOf(to, options.family)
  const mark = randomBytes(16)
  const argv = [
    'ping',
    `-${familyOf(address)}`,
    '-n',
    '-c',
    String(count),
    '-i',
    seconds(intervalMs),
    '-W',
    seconds(timeoutMs),
  ]
  argv.push('-s', String(sizeBytes), '-p', mark.toString('hex'))
  if (dontFragment) argv.push('-M', 'do')
  if (ttl !== undefined) argv.push('-t', String(ttl))
  argv.push('--', address)
  const limit = count * (intervalMs + timeoutMs) + 10_000
  const result = await tryRun(from.cluster.internals, from.place, argv, { timeoutMs: limit })
  const counts = /(\d+) packets transmitted, (\d+) received/.exec(result.stdout)
  const errors = errorsOf(`${result.stdout}\n${result.stderr}`, from.place)
  // Where the kernel knows no way at all, ping ends with 2 before it counts; what it refuses later ping counts as transmitted.
  const isRefused = counts === null && result.exitCode === 2 && errors.length > 0
  if (!isRefused && (counts === null || result.exitCode > 1)) {
    throw new CommandError({ where: from.place, argv, ...result })
  }
  const replies = [...result.stdout.matchAll(/icmp_seq=\d+ ttl=(\d+) time=([\d.]+) ms/g)]
  return {
    from: from.place,
    to: typeof to === 'string' ? to : to.place,
    transmitted: Number(counts?.[1] ?? count),
    received: Number(counts?.[2] ?? 0),
    ttl: replies[0] && Number(replies[0][1]),
    rttMs: replies.map((reply) => Number(reply[2])),
    errors,
    mark,
  }
}

function errorsOf(said: string, place: string): readonly PingError[] {
  const heard = [...said.matchAll(/^From (\S+?):? icmp_seq=\d+ (.+)$/gm)].map(([, from = '', text = '']) => ({
    from,
    text,
  }))
  const own = [...said.matchAll(/^ping: (?:connect|sendmsg|local error): (.+)$/gm)].map(([, text = '']) => ({
    from: place,
    text,
  }))
  return [...new Map([...heard, ...own].map((error) => [`${error.from} ${error.text}`, error])).values()]
}

/** Bytes of an echo before its payload: ICMP's header and that of the address's family. */
export function echoHeaderBytes(address: string): number {
  return familyOf(address) === 6 ? 48 : 28
}

function check({ count, sizeBytes, ttl }: { count: number; sizeBytes: number; ttl: number | undefined }): void {
  requireWithin('count', count, 1, Number.MAX_SAFE_INTEGER)
  if (sizeBytes < 32) {
    throw new LabError(`sizeBytes ${sizeBytes}: a payload below 32 bytes has no room for the mark`, 'sizeBytes: 32')
  }
  requireWithin('sizeBytes', sizeBytes, 32, 65_507)
  if (ttl !== undefined) requireWithin('ttl', ttl, 1, 255)
}

function requireWithin(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`
  throw new LabError(`${name} ${value} cannot be used by ping`, `a whole number ${range}`)
}

function seconds(ms: number): string {
  return String(ms / 1000)
}
