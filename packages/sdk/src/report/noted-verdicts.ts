import { isIp, familyOf } from '@underlay/configs'
import type { Outcome, ReportVerdict } from '@underlay/evidence'
import type { KeptCapture } from './kept-capture.ts'

/** The verdicts that were noted in a capture's file, whichever process judged it. */
export function notedVerdicts({ name, content }: Pick<KeptCapture, 'name' | 'content'>): readonly ReportVerdict[] {
  return (content.comments ?? []).flatMap((comment) => {
    const noted = /^(PASS|FAIL|INCONCLUSIVE): (.*)$/s.exec(comment)
    if (noted === null) return []
    const summary = noted[2] ?? ''
    const taps = tapsIn(summary, content)
    const filter = offendingIn(comment, content) ?? endsIn(summary)
    return [
      {
        outcome: noted[1]?.toLowerCase() as Outcome,
        summary,
        capture: name,
        ...(taps.length > 0 && { taps }),
        ...(filter !== undefined && { filter }),
      },
    ]
  })
}

/** The taps of the capture that a summary names. */
function tapsIn(summary: string, { interfaces }: KeptCapture['content']): readonly string[] {
  const words = new Set(summary.split(/[\s,]+/).map((word) => word.replace(/:$/, '')))
  return interfaces.flatMap(({ name }) => (name !== undefined && words.has(name) ? [name] : []))
}

/** The packets that show the failure: they carry the same comment. */
function offendingIn(comment: string, { packets }: KeptCapture['content']): string | undefined {
  const numbers = packets.flatMap(({ number, comments }) => (comments?.includes(comment) ? [number] : []))
  return numbers.length === 0 ? undefined : `frame.number in {${numbers.join(', ')}}`
}

/** Both directions between the ends that a summary names: of `A → B | C → D` the inner ones, the last. */
function endsIn(summary: string): string | undefined {
  const [from, to] = [...summary.matchAll(/(\S+) → ([^\s,;]+)/g)].at(-1)?.slice(1) ?? []
  if (from === undefined || to === undefined || !isIp(from) || !isIp(to)) return undefined
  const field = familyOf(from) === 6 ? 'ipv6.addr' : 'ip.addr'
  return `${field} == ${from} && ${field} == ${to}`
}
