import { randomBytes } from 'node:crypto'
import type { PathTraffic } from '@underlay/evidence'
import type { Endpoint } from '../cluster/cluster.ts'
import { CommandError } from '../errors.ts'
import { tryRun } from '../host/run.ts'
import { echoHeaderBytes, ping } from '../traffic/ping.ts'

/** A marked packet that was sent, or that the sender's own kernel refused. */
export interface MarkedPacket {
  readonly mark: Uint8Array
  /** Whether the sender heard an answer. */
  readonly heard: boolean
  /** What the sender's kernel said instead of sending. */
  readonly refused?: string
  /** Of TCP and UDP: the end that it was sent from. */
  readonly source?: { readonly address: string; readonly port: number }
}

/** What is sent, and to which address. */
export interface MarkedRequest {
  readonly to: string
  readonly traffic: PathTraffic
  readonly timeoutMs: number
  /** Of an echo: its bytes, IP header included, in one piece; default what ping sends. */
  readonly packetBytes?: number
}

/**
 * Sends one packet with a mark in its payload, and waits for an answer; none is no error.
 *
 * @throws CommandError when the program that sends cannot be run: that says nothing of the network.
 */
export async function sendMarked(from: Endpoint, request: MarkedRequest): Promise<MarkedPacket> {
  return request.traffic.protocol === 'icmp' ? sendEcho(from, request) : sendToPort(from, request.traffic, request)
}

async function sendEcho(from: Endpoint, { to, timeoutMs, packetBytes }: MarkedRequest): Promise<MarkedPacket> {
  const sized = packetBytes === undefined ? {} : { sizeBytes: packetBytes - echoHeaderBytes(to), dontFragment: true }
  const { mark, transmitted, received, errors } = await ping(from, to, { count: 1, timeoutMs, ...sized })
  // ping counts as transmitted what the own kernel refused.
  const own = received > 0 ? undefined : errors.find((error) => error.from === from.place)?.text
  const refused = own ?? (transmitted === 0 ? 'nothing was transmitted' : undefined)
  return { mark, heard: received > 0, ...(refused !== undefined && { refused }) }
}

async function sendToPort(
  from: Endpoint,
  { protocol, port, sourcePort = 0 }: Exclude<PathTraffic, { protocol: 'icmp' }>,
  { to, timeoutMs }: MarkedRequest,
): Promise<MarkedPacket> {
  const text = randomBytes(16).toString('hex')
  const seconds = String(Math.max(1, Math.ceil(timeoutMs / 1000)))
  // A web server answers it, too.
  const argv = [
    '/underlay/send-marked.pl',
    protocol,
    to,
    String(port),
    String(sourcePort),
    `GET /${text} HTTP/1.0`,
    seconds,
  ]
  const result = await tryRun(from.cluster.internals, from.place, argv, { timeoutMs: timeoutMs + 10_000 })
  const { stdout, stderr, exitCode } = result
  if (!networkExits.has(exitCode)) throw new CommandError({ where: from.place, argv, ...result })
  const [address, own] = stdout.trim().split(' ')
  const sent = { mark: new TextEncoder().encode(text), heard: exitCode === 0 }
  if (address === undefined || own === undefined) return { ...sent, refused: stderr.trim() }
  return { ...sent, source: { address, port: Number(own) } }
}

// Answered, refused or unreachable, no answer in time; with all others the script itself failed.
const networkExits: ReadonlySet<number> = new Set([0, 7, 28])
