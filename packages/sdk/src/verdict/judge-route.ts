import type { KernelAnswer, Verdict } from '@underlay/evidence'

/** What a route should be; what is left out is not looked at. */
export interface ExpectedRoute {
  readonly device?: string
  /** `none` for a destination that is on the link. */
  readonly nextHop?: string
  /** The source address that the kernel chooses. */
  readonly source?: string
}

/** What the kernel of a place says about a destination, held against what it should say. */
export interface RouteVerdict extends Verdict {
  readonly expected: string
  readonly actual: string
}

/** Judges an answer of `ip route get` by its meaning; an `absent` route is one by which nothing goes. */
export function judgeRoute(asked: string, answer: KernelAnswer, expect: ExpectedRoute | 'absent'): RouteVerdict {
  const { device, nextHop = 'none', source } = answer
  const found = { device, nextHop, source }
  const all = answer.error ?? textOf(found)
  if (expect === 'absent') return conclude(asked, answer.error !== undefined, 'no route', all)
  const keys = (['device', 'nextHop', 'source'] as const).filter((key) => expect[key] !== undefined)
  const isSame = answer.error === undefined && keys.every((key) => found[key] === expect[key])
  return conclude(asked, isSame, textOf(expect) || 'a route', all)
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

function textOf({ device, nextHop, source }: { [K in keyof ExpectedRoute]: string | undefined }): string {
  const via = nextHop === 'none' ? 'on the link' : nextHop && `via ${nextHop}`
  return [device && `dev ${device}`, via, source && `src ${source}`].filter(Boolean).join(' ')
}
