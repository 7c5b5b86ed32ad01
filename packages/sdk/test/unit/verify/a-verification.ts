import type { Outcome } from '@underlay/evidence'
import { concludeVerification } from '../../../src/verify/conclude.ts'
import type { LabVerification, LayerFinding, VerifyLayer } from '../../../src/verify/verification.ts'

/** A finding about two places. */
export function found(layer: VerifyLayer, outcome: Outcome, what: Partial<LayerFinding> = {}): LayerFinding {
  const summary = what.summary ?? `a → b: ${layer} ${outcome}`
  return { layer, from: 'a', to: 'b', outcome, message: summary, ...what, summary }
}

/** A verification of such findings. */
export function aVerification(
  findings: readonly LayerFinding[],
  more: Partial<Pick<LabVerification, 'absent' | 'notes' | 'causes'>> = {},
): LabVerification {
  const place = { lab: 'two', engine: 'netns', host: 'local', kernel: '6.18', cni: 'modelled calico' }
  const when = { startedAt: '2026-11-26T08:00:00.000Z', durationMs: 1234 }
  return concludeVerification({ ...place, ...when, findings, absent: [], notes: [], causes: [], ...more })
}
