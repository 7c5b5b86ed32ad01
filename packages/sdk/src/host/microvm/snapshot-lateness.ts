import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Whether the guest came up too late from the snapshot at a place the last time. */
export function wasLate(place: string): boolean {
  return existsSync(mark(place))
}

export function markLate(place: string): void {
  writeFileSync(mark(place), '')
}

export function forgetLate(place: string): void {
  rmSync(mark(place), { force: true })
}

function mark(place: string): string {
  return join(place, 'late')
}
