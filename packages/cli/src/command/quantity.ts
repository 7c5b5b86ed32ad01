import { UsageError } from './usage-error.ts'

const byteUnits = { '': 1, k: 1e3, M: 1e6, G: 1e9, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 } as const
const timeUnits = { ms: 1, '': 1000, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 } as const

/**
 * The bytes that an option says: `4096`, `10M`, `1.5GiB`; `undefined` where it was not given.
 *
 * @throws UsageError when it says none.
 */
export function bytesOf(option: string, value: string | undefined): number | undefined {
  return quantity(option, value?.replace(/B$/i, ''), byteUnits, `${option} 10M`, Math.round)
}

/**
 * The milliseconds that an option says: `500ms`, `10s`, `2m`, `1h`; a number alone is seconds.
 *
 * @throws UsageError when it says none.
 */
export function millisecondsOf(option: string, value: string | undefined): number | undefined {
  return quantity(option, value, timeUnits, `${option} 10s`)
}

/**
 * The whole number above 0 that an option says.
 *
 * @throws UsageError when it says none.
 */
export function countOf(option: string, value: string | undefined): number | undefined {
  if (value !== undefined && !/^\d+$/.test(value)) throw wrong(option, value, `${option} 10`)
  return quantity(option, value, { '': 1 }, `${option} 10`)
}

function quantity<Unit extends string>(
  option: string,
  value: string | undefined,
  units: Readonly<Record<Unit, number>>,
  example: string,
  round = (number: number): number => number,
): number | undefined {
  if (value === undefined) return undefined
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(value) ?? []
  const amount = round(Number(digits) * (Object.hasOwn(units, unit) ? units[unit as Unit] : Number.NaN))
  if (digits === '' || !(amount > 0) || amount > Number.MAX_SAFE_INTEGER) throw wrong(option, value, example)
  return amount
}

function wrong(option: string, value: string, example: string): UsageError {
  return new UsageError(`${option} ${value} is not possible`, example)
}
