import { printable } from '@underlay/packet'
import { LabError } from '../errors.ts'

/**
 * The rows of a program that writes a list of JSON objects, `ip -j` above all; what runs in a node's image may be any program.
 *
 * @param strings - keys that each row has, with a text; rows that iproute2 left empty are left out.
 * @throws LabError when it is no such list.
 */
export function jsonRows<T extends object>(output: string, program: string, strings: readonly (keyof T)[] = []): T[] {
  const value = parsed(output.trim() || '[]')
  if (!Array.isArray(value)) throw strange(output, program)
  const rows = value.filter((row) => !isEmpty(row))
  if (!rows.every((row: unknown): row is T => isRow(row, strings))) throw strange(output, program)
  return rows
}

/**
 * The one JSON object that a program writes, as `vtysh` and `nft -j` do.
 *
 * @throws LabError when it is none.
 */
export function jsonObject<T extends object>(output: string, program: string): T {
  const value = parsed(output)
  if (!isRow<T>(value, [])) throw strange(output, program)
  return value
}

function parsed(output: string): unknown {
  try {
    return JSON.parse(output)
  } catch {
    return undefined
  }
}

function isRow<T extends object>(value: unknown, strings: readonly (keyof T)[]): value is T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return strings.every((key) => typeof (value as Partial<T>)[key] === 'string')
}

function isEmpty(row: unknown): boolean {
  return isRow(row, []) && Object.keys(row).length === 0
}

function strange(output: string, program: string): LabError {
  const said = printable(output.slice(0, 80))
  return new LabError(`${program} wrote something else than it should: ${said}`, `run ${program} there, and see`)
}
