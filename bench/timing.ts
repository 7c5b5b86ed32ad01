/** What an action returned, and how long it took. */
export async function timed<T>(action: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const start = performance.now()
  const value = await action()
  return { value, ms: performance.now() - start }
}

/** The middle of the measurements. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** The mean of the measurements: of waits that are drawn at random the middle is one of them, and not what to expect. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

// A machine that does much else forgives a tenth, not anything.
const mostUncertain = 0.1

/**
 * How uncertain the middle of measurements is: from the middle of their distances to it, which a single outlier does not
 * change, as of normally distributed ones (1.48 of these are a standard deviation), by the root of their number; at most
 * a tenth of the middle.
 *
 * @see https://en.wikipedia.org/wiki/Median_absolute_deviation
 */
export function uncertainty(values: readonly number[]): number {
  const middle = median(values)
  const distance = median(values.map((value) => Math.abs(value - middle)))
  return Math.min((1.48 * distance) / Math.sqrt(values.length), mostUncertain * Math.abs(middle))
}

/**
 * How uncertain the mean of measurements is: its standard error, at most a tenth of the mean.
 *
 * @see https://en.wikipedia.org/wiki/Standard_error
 */
export function uncertaintyOfMean(values: readonly number[]): number {
  const middle = mean(values)
  const squares = mean(values.map((value) => (value - middle) ** 2))
  return Math.min(Math.sqrt(squares / Math.max(1, values.length - 1)), mostUncertain * Math.abs(middle))
}
