import type { ReportVerdict } from '@underlay/evidence'

/** A verdict that is given to a report: one that an assertion returned or its error carries, or a report's own. */
export type GivenVerdict = Pick<ReportVerdict, 'outcome' | 'summary' | 'message' | 'capture' | 'filter'>

/**
 * The verdicts of a report: those that are given, then those that captures have; what is both is said once, with the
 * capture's taps and packets and the given message.
 */
export function joinVerdicts(
  given: readonly GivenVerdict[],
  noted: readonly ReportVerdict[],
): readonly ReportVerdict[] {
  const own = given.filter((verdict) => !noted.some((one) => isSame(one, verdict)))
  return [
    ...own.map(plain),
    ...noted.map((one) => {
      const message = given.find((verdict) => isSame(one, verdict))?.message
      return message === undefined || message === one.summary ? one : { ...one, message }
    }),
  ]
}

// An assertion's verdict has more than that.
function plain({ outcome, summary, message, capture, filter }: GivenVerdict): ReportVerdict {
  return {
    outcome,
    summary,
    ...(message !== undefined && message !== summary && { message }),
    ...(capture !== undefined && { capture }),
    ...(filter !== undefined && { filter }),
  }
}

function isSame(noted: ReportVerdict, { outcome, summary, capture = noted.capture }: GivenVerdict): boolean {
  // A summary may begin with its outcome, which a comment has as its own word; and a comment has an end.
  const text = summary.replace(new RegExp(`^${outcome}: *`), '')
  return noted.outcome === outcome && noted.capture === capture && text.startsWith(noted.summary)
}
