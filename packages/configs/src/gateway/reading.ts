import type { Path } from '../document/path.ts'
import { formatPath } from '../document/path.ts'
import type { Position } from '../document/position.ts'

/** Collects what a router's configuration says while it is read; a statement is any part of it that has a place. */
export interface Reading {
  readonly refuse: (statement: Position, path: Path, message: string) => void
  readonly note: (statement: Position, path: Path, reason: string) => void
  /** Remembers that a value of the gateway comes from a statement with this path. */
  readonly place: (value: Path, statement: Position, path: Path) => void
}

interface Note extends Position {
  readonly path: Path
  readonly message: string
}

/** What was collected: where each value of the gateway stands and how it is called there, and what was left aside. */
export interface Findings {
  readonly positions: ReadonlyMap<string, Position>
  readonly names: ReadonlyMap<string, Path>
  readonly notes: readonly Note[]
}

/** Starts to read a configuration. */
export function startReading(refuseAt: (position: Position, path: Path, message: string) => void): {
  readonly reading: Reading
  readonly findings: Findings
} {
  const positions = new Map<string, Position>()
  const names = new Map<string, Path>()
  const notes: Note[] = []
  const reading: Reading = {
    refuse: ({ line, column }, path, message) => refuseAt({ line, column }, path, message),
    note: ({ line, column }, path, reason) => notes.push({ line, column, path, message: `is ignored: ${reason}` }),
    place: (value, { line, column }, path) => {
      positions.set(formatPath(value), { line, column })
      names.set(formatPath(value), path)
    },
  }
  return { reading, findings: { positions, names, notes } }
}
