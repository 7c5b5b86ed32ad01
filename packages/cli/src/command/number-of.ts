import { UsageError } from './usage-error.ts'

/**
 * The number that an option was given; `undefined` where it was not.
 *
 * @param range the least and the most of a whole number; default any that is not negative.
 * @throws UsageError when it is none, or out of the range.
 */
export function numberOf(
  option: string,
  value: string | undefined,
  range?: readonly [least: number, most: number],
): number | undefined {
  if (value === undefined) return undefined
  const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined
  if (number !== undefined && (range === undefined || isWithin(number, range))) return number
  const what = number === undefined ? 'no number' : 'not possible'
  throw new UsageError(`${option} ${value} is ${what}`, range === undefined ? `such as ${option} 3` : describe(range))
}

function isWithin(number: number, [least, most]: readonly [number, number]): boolean {
  return Number.isInteger(number) && number >= least && number <= most
}

function describe([least, most]: readonly [number, number]): string {
  return `a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`}`
}
