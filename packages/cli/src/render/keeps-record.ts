import type { RunRecord } from '@underlay/notebook'

/** Whether a record stays although the run differs: a failed run takes no passing one's place. */
export function keepsRecord(recorded: RunRecord | undefined, ran: RunRecord): boolean {
  return ran.metadata.underlay.outcome === 'fail' && recorded?.metadata.underlay.outcome === 'pass'
}

/** What is said of a record that stays so. */
export const keptText = 'kept as it is, because the run failed'
