import { mean, median, uncertainty, uncertaintyOfMean } from './timing.ts'

/** One line of the table: what was measured, beside what, and whether the budget was kept. */
export interface Row {
  readonly what: string
  readonly measured: string
  readonly baseline: string
  readonly budget: string
  /** How uncertain the middle of this run's rounds is, in percent of it; absent for what is counted. */
  readonly noise?: string
  /** `within noise`: missed, by no more than the uncertainty of the middle. */
  readonly verdict: 'kept' | 'within noise' | 'MISSED' | 'FAILED' | 'skipped' | '-'
}

/** What the rounds measured, times or ratios, and what their middle may be. */
export interface Measurement {
  readonly rounds: readonly number[]
  readonly atLeast?: number
  readonly atMost?: number
  /** What the rounds are judged by, default their middle. */
  readonly by?: 'median' | 'mean'
}

/** Measures some rows; it says on stderr what it does. */
export type Bench = (say: (text: string) => void) => Promise<readonly Row[]>

/** A row of what is counted, with a verdict. */
export function judge(what: string, measured: string, baseline: string, budget: string, kept: boolean): Row {
  return { what, measured, baseline, budget, verdict: kept ? 'kept' : 'MISSED' }
}

/** A row of what was measured in several rounds, judged by their middle or mean. */
export function judgeRounds(
  row: Pick<Row, 'what' | 'measured' | 'baseline' | 'budget'>,
  { rounds, atLeast = -Infinity, atMost = Infinity, by = 'median' }: Measurement,
): Row {
  const [middle, noise] =
    by === 'mean' ? [mean(rounds), uncertaintyOfMean(rounds)] : [median(rounds), uncertainty(rounds)]
  const fits = (slack: number): boolean => middle + slack >= atLeast && middle - slack <= atMost
  const verdict = fits(0) ? 'kept' : fits(noise) ? 'within noise' : 'MISSED'
  return { ...row, noise: rounds.length > 1 ? `±${Math.round((100 * noise) / middle)} %` : 'one round', verdict }
}

/** The ratios of rounds that were measured in turn. */
export function ratios(others: readonly number[], own: readonly number[]): readonly number[] {
  return others.map((other, round) => other / (own[round] ?? Number.NaN))
}

/** A row that cannot be measured here, with the reason in place of the measurement. */
export function skip(what: string, why: string, budget: string): Row {
  return { what, measured: why, baseline: '-', budget, verdict: 'skipped' }
}

/** A row of a bench that failed, with the first line of its reason in place of the measurement. */
export function failed(name: string, error: unknown): Row {
  const [why = ''] = String(error instanceof Error ? error.message : error).split('\n')
  return { what: name, measured: why, baseline: '-', budget: '-', verdict: 'FAILED' }
}

/** Milliseconds for the table. */
export function ms(value: number): string {
  return `${Math.round(value)} ms`
}

/** A ratio for the table, `6.3×`. */
export function times(value: number): string {
  return `${value.toFixed(1)}×`
}
