import type { ArgsDef } from 'citty'
import type { PathTraffic } from '@underlay/sdk'
import { numberOf } from '../command/number-of.ts'
import { UsageError } from '../command/usage-error.ts'

/** What is sent. */
export const trafficArgs = {
  protocol: {
    type: 'enum',
    options: ['icmp', 'tcp', 'udp'],
    alias: 'p',
    description: 'default icmp, an echo; tcp with --port',
  },
  port: { type: 'string', valueHint: 'number', description: 'of tcp or udp' },
  family: { type: 'enum', options: ['4', '6'], description: 'which addresses; default the first that both have' },
  size: { type: 'string', alias: 's', valueHint: 'bytes', description: 'of an echo, IP header included, in one piece' },
} as const satisfies ArgsDef

/** The values of {@link trafficArgs}. */
export interface TrafficArgs {
  readonly protocol?: 'icmp' | 'tcp' | 'udp' | undefined
  readonly port?: string | undefined
  readonly family?: '4' | '6' | undefined
  readonly size?: string | undefined
}

/** What is sent, as the SDK has it. */
export interface Sent {
  readonly traffic: PathTraffic
  readonly family?: 4 | 6
  readonly packetBytes?: number
}

// The payload has room for a mark; and IP's own length field ends there.
const [leastBytes, mostBytes] = [80, 65_535]

/** @throws UsageError for a port that is none, a size that is none, and what does not go together. */
export function trafficOf({ protocol = 'icmp', port, family, size }: TrafficArgs): Sent {
  const number = numberOf('--port', port)
  const bytes = numberOf('--size', size, [leastBytes, mostBytes])
  const rest = {
    ...(family !== undefined && { family: family === '6' ? (6 as const) : (4 as const) }),
    ...(bytes !== undefined && { packetBytes: bytes }),
  }
  if (protocol === 'icmp') {
    if (number !== undefined) throw new UsageError('--port is of tcp or udp', `--protocol tcp --port ${port}`)
    return { traffic: { protocol }, ...rest }
  }
  if (bytes !== undefined) throw new UsageError('--size is of an echo', 'leave out --protocol, or --size')
  if (number === undefined || !Number.isInteger(number) || number < 1 || number > 65_535) {
    throw new UsageError(`${protocol} needs a port from 1 to 65535`, `--protocol ${protocol} --port 80`)
  }
  return { traffic: { protocol, port: number }, ...rest }
}
