import type { Host } from '../host/host.ts'
import type { Lifetime } from '../lab/state.ts'

/** A lab of this user on this machine, or what one left. Plain data. */
export interface LabRecord {
  readonly name: string
  readonly engine: 'kind' | 'netns'
  /** What carries it; absent where that is not known, and on kind. */
  readonly host?: Host['kind']
  /** `process` while it is being made: until then it ends with its maker. Absent where it is not known. */
  readonly lifetime?: Lifetime
  /** `changing` while a process makes, changes or destroys it; `stale` when it cannot be used as it is. */
  readonly state: 'running' | 'changing' | 'stale'
  /** `pid` is the process whose end ends the lab, while it changes on kind the one that changes it; absent where none does. */
  readonly owner: { readonly pid?: number; readonly user: string }
  /** When its making began, in milliseconds since the epoch; of what has no record when the oldest of it was made. */
  readonly startedMs: number
  /** Each as what it is and its name: `process 4711`, `container lab-worker`, `socket /run/…`. */
  readonly owns: readonly string[]
  /** Why it is stale. */
  readonly reason?: string
  /** Whether nothing of it can be used again, so that `collectGarbage` removes it. */
  readonly garbage: boolean
  /** Present where Docker, which has it, could not be asked: it may run, or be garbage. */
  readonly unknown?: true
  /** Present where its supervisor runs and does not answer: destroying ends it. */
  readonly silent?: true
  /** Present where bringing it up again makes it whole. */
  readonly repairable?: true
}
