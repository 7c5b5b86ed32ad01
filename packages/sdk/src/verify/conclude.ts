import type { Outcome } from '@underlay/evidence'
import { countOutcomes, verifyLayers, type LabVerification, type LayerFinding } from './verification.ts'

/** A verification without its verdict. */
export type VerifiedFacts = Omit<LabVerification, 'outcome' | 'summary' | 'message'>

// What more there is the findings have.
const mostTold = 12

/** `fail` when one finding is, else `inconclusive` when one is or there is none at all, else `pass`. */
export function concludeVerification(facts: VerifiedFacts): LabVerification {
  const { lab, findings, causes } = facts
  const counts = countOutcomes(findings)
  const outcome: Outcome =
    counts.fail > 0 ? 'fail' : counts.inconclusive > 0 || findings.length === 0 ? 'inconclusive' : 'pass'
  const parts = [
    `${counts.pass} of ${findings.length} pass`,
    ...(counts.fail > 0 ? [`${counts.fail} fail: ${byLayer(findings, 'fail')}`] : []),
    ...(counts.inconclusive > 0 ? [`${counts.inconclusive} inconclusive: ${byLayer(findings, 'inconclusive')}`] : []),
  ]
  const summary = findings.length === 0 ? `${lab}: there is nothing to judge` : `${lab}: ${parts.join('; ')}`
  const failed = findings.filter((finding) => finding.outcome === 'fail')
  const rest = failed.length - mostTold
  const message = [
    summary,
    ...causes.map((cause) => `cause: ${cause}`),
    ...failed.slice(0, mostTold).map((finding) => `${finding.layer}: ${finding.summary}`),
    ...(rest > 0 ? [`… and ${rest} more`] : []),
  ].join('\n  ')
  return { ...facts, outcome, summary, message }
}

function byLayer(findings: readonly LayerFinding[], wanted: Outcome): string {
  return verifyLayers
    .flatMap((layer) => {
      const number = findings.filter((one) => one.layer === layer && one.outcome === wanted).length
      return number === 0 ? [] : [`${layer} ${number}`]
    })
    .join(', ')
}
