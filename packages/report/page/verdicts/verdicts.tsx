import type { ReportVerdict } from '@underlay/evidence'
import { look, report } from '../state.ts'

const marks = { pass: '✓', fail: '✗', inconclusive: '?' }

/** What was asserted, each with a way to the packets that it judged. */
export function Verdicts() {
  const { verdicts } = report
  if (verdicts.length === 0) return <p class="hint">Nothing was asserted.</p>
  return (
    <>
      <p class="tally">{tally(verdicts)}</p>
      <ul class="verdicts">
        {verdicts.map((verdict) => (
          <li class={verdict.outcome}>
            <Verdict verdict={verdict} />
          </li>
        ))}
      </ul>
    </>
  )
}

function Verdict({
  verdict: { outcome, summary, message, capture, taps = [], filter },
}: {
  readonly verdict: ReportVerdict
}) {
  const [tap] = taps
  return (
    <>
      <span class="mark" aria-hidden="true">
        {marks[outcome]}
      </span>
      <span class="sr-only">{outcome}: </span>
      <span class="summary">{summary}</span>
      {message !== undefined && message !== summary && <pre>{message}</pre>}
      {capture !== undefined && (
        <button
          type="button"
          aria-label={`Packets of ${capture}, ${summary}`}
          onClick={() => look({ capture, filter, tap: taps.length === 1 ? tap : undefined })}
        >
          {capture}
        </button>
      )}
    </>
  )
}

function tally(verdicts: readonly ReportVerdict[]): string {
  const count = (outcome: ReportVerdict['outcome']) => verdicts.filter((each) => each.outcome === outcome).length
  const [pass, fail, inconclusive] = [count('pass'), count('fail'), count('inconclusive')]
  return [`${pass} pass`, `${fail} fail`, ...(inconclusive > 0 ? [`${inconclusive} inconclusive`] : [])].join(', ')
}
