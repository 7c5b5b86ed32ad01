import type { KernelAnswer, Verdict } from '@underlay/evidence'

/** What a route should be; what is left out is not looked at. */
export interface ExpectedRoute {
  /**
   * `local` for the place's own address. A route that refuses is known by the kernel's error alone: of a packet that is
   * forwarded `blackhole` may also be a source that cannot be, `unreachable` a device that forwards nothing; and what
   * `throw` does looks like no route.
   */
  readonly type?: 'unicast' | 'local' | 'broadcast' | 'multicast' | 'blackhole' | 'unreachable' | 'prohibit'
  readonly device?: string
  /** `none` for a destination that is on the link. */
  readonly nextHop?: string
  /** The source address that the kernel chooses. */
  readonly source?: string
  /** Whether the next hop counts as on the link, whatever the addresses say. */
  readonly onlink?: boolean
  /** That the route has, or that the kernel has learned of the path to this destination; `none` where the device's counts. */
  readonly mtuBytes?: number | 'none'
}

/** What the kernel of a place says about a destination, held against what it should say. */
export interface RouteVerdict extends Verdict {
  readonly expected: string
  readonly actual: string
}

/** Judges an answer of `ip route get` by its meaning; an `absent` route is one by which nothing goes. */
export function judgeRoute(asked: string, answer: KernelAnswer, expect: ExpectedRoute | 'absent'): RouteVerdict {
  const { error, type, device, onlink } = answer
  const route = { type, device, source: answer.source, onlink }
  const found =
    error === undefined
      ? { ...route, nextHop: answer.nextHop ?? 'none', mtuBytes: answer.mtuBytes ?? 'none' }
      : { type }
  const all =
    error === undefined
      ? textOf({ ...found, mtuBytes: answer.mtuBytes })
      : [...new Set([type, error])].filter(Boolean).join(': ')
  if (expect === 'absent') return conclude(asked, error !== undefined, 'no route', all)
  const isSame = Object.entries(expect).every(
    ([key, wanted]) => wanted === undefined || found[key as keyof typeof found] === wanted,
  )
  // Nothing goes by a route that refuses, unless that is what is asked for.
  const isWanted = error === undefined || expect.type !== undefined
  return conclude(asked, isSame && isWanted, textOf(expect) || 'a route', all)
}

function conclude(asked: string, passed: boolean, expected: string, actual: string): RouteVerdict {
  if (passed)
    return { outcome: 'pass', summary: `${asked}: ${actual}`, message: `${asked}: ${actual}`, expected, actual }
  const summary = `${asked}: expected ${expected}, the kernel says ${actual}`
  return {
    outcome: 'fail',
    summary,
    message: `${summary}\n  next: ip route and ip rule there; assertPath says which hop should have another`,
    expected,
    actual,
  }
}

type RouteText = { readonly [K in keyof ExpectedRoute]: ExpectedRoute[K] | string | undefined }

function textOf({ type, device, nextHop, source, onlink, mtuBytes }: RouteText): string {
  const via = nextHop === 'none' ? 'on the link' : nextHop && `via ${nextHop}`
  const mtu = mtuBytes === 'none' ? 'without an mtu' : mtuBytes && `mtu ${mtuBytes}`
  const link = onlink === undefined ? undefined : onlink ? 'onlink' : 'not onlink'
  return [type !== 'unicast' && type, device && `dev ${device}`, via, source && `src ${source}`, link, mtu]
    .filter(Boolean)
    .join(' ')
}
