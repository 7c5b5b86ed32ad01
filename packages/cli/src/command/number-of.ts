import { UsageError } from './usage-error.ts'

/**
 * The number that an option was given; `undefined` where it was not.
 *
 * @throws UsageError when it is none, or negative.
 */
export function numberOf(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value)
  throw new UsageError(`${option} ${value} is no number`, `such as ${option} 3`)
}
