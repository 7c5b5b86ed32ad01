/**
 * What a finding can make impossible: the kind engine, or a host of the netns engine.
 */
export type Ability = 'kind' | 'local' | 'microvm' | 'docker'

/**
 * How a probe ended. A `problem` stops something that was asked for, or is broken; a `warning` leaves a lab with less; what
 * was `skipped` could not be tried, or is not there and need not be.
 */
export type FindingStatus = 'ok' | 'warning' | 'problem' | 'skipped'

/** A change of this machine that mends a finding, as {@link repairFindings} carries it out. */
export type Repair =
  | { readonly kind: 'module'; readonly name: string }
  | { readonly kind: 'sysctl'; readonly key: string; readonly value: number }

/** What is made of what a probe saw. */
export interface Judgement {
  readonly status: FindingStatus
  /** What was seen, one line. */
  readonly detail: string
  /** The next thing to do, one line. */
  readonly fix?: string
  readonly stops?: readonly Ability[]
  readonly repairs?: readonly Repair[]
}

/** What one probe of {@link examine} found. Plain data. */
export interface Finding extends Judgement {
  readonly probe: string
  /** Whose kernel carried the packets, where some were sent. */
  readonly host?: 'local' | 'microvm'
  readonly durationMs: number
}

/** A problem that needs no more words. */
export function problem(detail: string): Judgement {
  return { status: 'problem', detail }
}
