import type { RouteQuestion } from '../path/prediction.ts'

/** What the kernel of a place says to `ip route get`. */
export interface KernelAnswer {
  readonly device?: string
  readonly nextHop?: string
  /** The source that it would choose; of a packet that is forwarded it chooses none. */
  readonly source?: string
  /** `unicast`, `local`, `broadcast`; of a route that refuses as far as the kernel's error tells: `blackhole`, `prohibit`. */
  readonly type?: string
  /** Whether the next hop counts as on the link, whatever the addresses say; only where it was asked for. */
  readonly onlink?: boolean
  /** That the route has, or that the kernel has learned of the path; absent where the device's counts. */
  readonly mtuBytes?: number
  /** Why there is no way: `RTNETLINK answers: Network is unreachable`. */
  readonly error?: string
}

/** A question that a prediction raises, with the kernel's answer. */
export interface KernelRoute {
  readonly place: string
  readonly question: RouteQuestion
  readonly answer: KernelAnswer
}

/**
 * The question as a command.
 *
 * @example
 * ```ts
 * routeCommand({ destination: '10.98.193.193', source: '10.98.81.4', inputDevice: 'cali237defa8a49' })
 * // 'ip route get 10.98.193.193 from 10.98.81.4 iif cali237defa8a49'
 * ```
 */
export function routeCommand({ destination, source, inputDevice }: RouteQuestion): string {
  const words = ['ip', ...(destination.includes(':') ? ['-6'] : []), 'route', 'get', destination]
  // Without the device that it came in by, the kernel takes a foreign source for a mistake; its own it chooses itself.
  const came = inputDevice === undefined ? [] : ['from', source, 'iif', inputDevice]
  return [...words, ...came].join(' ')
}

/** An answer in short: `dev net0 via 10.1.5.1`. */
export function formatAnswer({ device, nextHop, source, error }: KernelAnswer): string {
  if (error !== undefined) return error
  const parts = [device && `dev ${device}`, nextHop && `via ${nextHop}`, source && `src ${source}`]
  return parts.filter(Boolean).join(' ') || 'nothing'
}
