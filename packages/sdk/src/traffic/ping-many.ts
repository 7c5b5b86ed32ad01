import { randomBytes } from 'node:crypto'
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

/** What came of many pings, and the bytes that fill their payload. */
export interface PingManyResult {
  readonly answers: readonly ManyPinged[]
  readonly mark: Uint8Array
}

/** How to ping many. */
export interface PingManyOptions {
  /** Echo requests to each address. */
  readonly count: number
  /** To wait for the last reply. */
  readonly timeoutMs: number
}

/** Pings addresses of one family at once, by one program: starting one for each takes longer than all the rest. */
export async function pingMany(
  { cluster, place }: Pick<Endpoint, 'cluster' | 'place'>,
  addresses: readonly string[],
  { count, timeoutMs }: PingManyOptions,
): Promise<PingManyResult> {
  const mark = randomBytes(16)
  const argv = ['/underlay/ping-many.pl', mark.toString('hex'), String(count), String(timeoutMs), ...addresses]
  const result = await tryRun(cluster.internals, place, argv, { timeoutMs: timeoutMs + count * 100 + 15_000 })
  if (result.exitCode !== 0) throw new CommandError({ where: place, argv, ...result })
  return { answers: parseAnswers(result.stdout), mark }
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
