import type { Endpoint } from '../cluster/cluster.ts'
import { CommandError } from '../errors.ts'
import { tryRun } from '../host/run.ts'

/** What one address answered. */
export interface ManyPinged {
  readonly address: string
  readonly transmitted: number
  readonly received: number
  /** What the sender's kernel said when it refused to send. */
  readonly refused?: string
}

/** Whom to ping, and with what. */
export interface PingTarget {
  readonly address: string
  /** What fills the payload. */
  readonly mark: Uint8Array
  /** Of ICMP payload, default 64. */
  readonly sizeBytes?: number
}

/** How to ping many. */
export interface PingManyOptions {
  /** Echo requests to each address. */
  readonly count: number
  /** To wait for the last reply. */
  readonly timeoutMs: number
  /** Set "don't fragment", default false. */
  readonly dontFragment?: boolean
}

/**
 * Pings addresses of one family at once, by one program: starting one for each takes longer than all the rest.
 *
 * @returns an answer for each target, in their order.
 */
export async function pingMany(
  { cluster, place }: Pick<Endpoint, 'cluster' | 'place'>,
  targets: readonly PingTarget[],
  { count, timeoutMs, dontFragment = false }: PingManyOptions,
): Promise<readonly ManyPinged[]> {
  const each = targets.map(({ address, mark, sizeBytes = 64 }) => {
    return `${address},${Buffer.from(mark).toString('hex')},${sizeBytes}`
  })
  const argv = ['/underlay/ping-many.pl', String(count), String(timeoutMs), dontFragment ? '1' : '0', ...each]
  const result = await tryRun(cluster.internals, place, argv, { timeoutMs: timeoutMs + count * 100 + 15_000 })
  if (result.exitCode !== 0) throw new CommandError({ where: place, argv, ...result })
  return parseAnswers(result.stdout)
}

/** The lines that `ping-many.pl` says. */
function parseAnswers(text: string): ManyPinged[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [address = '', transmitted, received, ...refused] = line.split(' ')
      const counts = { transmitted: Number(transmitted), received: Number(received) }
      return { address, ...counts, ...(refused.length > 0 && { refused: refused.join(' ') }) }
    })
}
