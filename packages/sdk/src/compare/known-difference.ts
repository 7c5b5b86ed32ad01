import type { LabDifference } from './compare-labs.ts'

/** A difference that is to be there. `*` in a text stands for anything; what is left out is not looked at. */
export interface KnownDifference {
  readonly place?: string
  readonly what?: LabDifference['what']
  readonly key?: string
  readonly field?: string
  /** What the labs have; `false` for: it has it not. */
  readonly a?: string | false
  readonly b?: string | false
  /** Why it is no fault. */
  readonly reason: string
}

/** Whether a difference is the known one. */
export function isKnown(known: KnownDifference, difference: LabDifference): boolean {
  const { place, what, key, field, a, b } = known
  return (
    matches(place, difference.place) &&
    matches(what, difference.what) &&
    matches(key, difference.key) &&
    matches(field, difference.field) &&
    matches(a, difference.a) &&
    matches(b, difference.b)
  )
}

function matches(wanted: string | false | undefined, value: LabDifference['a']): boolean {
  if (wanted === undefined) return true
  if (wanted === false || value === undefined) return wanted === false && value === undefined
  const parts = wanted.split('*').map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(String(value))
}
