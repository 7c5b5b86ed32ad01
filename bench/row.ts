/** One line of the table: what was measured, beside what, and whether the budget was kept. */
export interface Row {
  readonly what: string
  readonly measured: string
  readonly baseline: string
  readonly budget: string
  readonly verdict: 'kept' | 'MISSED' | 'skipped' | '-'
}

/** Measures some rows; it says on stderr what it does. */
export type Bench = (say: (text: string) => void) => Promise<readonly Row[]>

/** A row with a verdict. */
export function judge(what: string, measured: string, baseline: string, budget: string, kept: boolean): Row {
  return { what, measured, baseline, budget, verdict: kept ? 'kept' : 'MISSED' }
}

/** A row that cannot be measured here, with the reason in place of the measurement. */
export function skip(what: string, why: string, budget: string): Row {
  return { what, measured: why, baseline: '-', budget, verdict: 'skipped' }
}

/** Milliseconds for the table. */
export function ms(value: number): string {
  return `${Math.round(value)} ms`
}

/** A ratio for the table, `6.3×`. */
export function times(value: number): string {
  return `${value.toFixed(1)}×`
}
