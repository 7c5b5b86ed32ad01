import type { Issue } from '../issue/issue.ts'
import { oneLine } from '../issue/one-line.ts'
import { TopologyError } from '../issue/topology-error.ts'
import type { Path } from './path.ts'
import { formatPath, isWithin } from './path.ts'
import type { Origin, Position } from './position.ts'
import { originOf } from './position.ts'

const MOST_ISSUES = 200

/** Collects everything that is wrong with a document, and what is knowingly ignored, while the checks go on. */
export interface Review {
  readonly file: string
  readonly issues: readonly Issue[]
  readonly notes: readonly Issue[]
  /** A mistake in the value at a path; `of: 'key'` points at the key. A message that is costly to find comes as a function. */
  readonly refuse: (path: Path, message: string | (() => string), of?: 'key' | 'value') => void
  /** A mistake in a text that stands as a value in the document, at a path, line and column of its own. */
  readonly refuseInText: (path: Path, inner: Path, position: Position | undefined, message: string) => void
  /** A mistake at a place that is known already. */
  readonly refuseAt: (position: Position | undefined, path: Path, message: string) => void
  /** Something that is left aside on purpose, with the reason. */
  readonly note: (path: Path, message: string) => void
  /** Where a value stands, as in `clab.yaml:12:9`; `undefined` in a document that was built in code. */
  readonly placeOf: (path: Path) => string | undefined
  /** Takes over what another document's review found. */
  readonly absorb: (issues: readonly Issue[], notes: readonly Issue[]) => void
  /** Marks a value whose type is wrong, so that later checks leave it alone. */
  readonly distrust: (path: Path) => void
  /** False for values of a wrong type, and for everything around and below them. */
  readonly sound: (path: Path) => boolean
  /** Throws when anything was refused. */
  readonly settle: () => void
}

/** Starts a review of a document in a file; without positions for documents that were built in code. */
export function createReview(file: string, origin?: Omit<Origin, 'file'>): Review {
  const positionOf: Origin['positionOf'] = origin?.positionOf ?? (() => undefined)
  const nameOf = origin?.nameOf ?? ((path: Path): Path => path)
  const issues: Issue[] = []
  const notes: Issue[] = []
  const distrusted: Path[] = []
  let left = 0
  const refuseAt = (position: Position | undefined, path: Path, message: string): void => {
    if (issues.length < MOST_ISSUES)
      issues.push({ file, ...position, path: oneLine(formatPath(path)), message: oneLine(message) })
    else left++
  }
  return {
    file,
    issues,
    notes,
    refuseAt,
    refuse: (path, message, of) => {
      if (issues.length >= MOST_ISSUES) left++
      else refuseAt(positionOf(path, of), nameOf(path), typeof message === 'string' ? message : message())
    },
    refuseInText: (path, inner, position, message) =>
      refuseAt(position && origin?.positionInText(path, position), [...path, ...inner], message),
    note: (path, message) => {
      if (notes.length < MOST_ISSUES)
        notes.push({ file, ...positionOf(path, 'key'), path: oneLine(formatPath(path)), message: oneLine(message) })
    },
    placeOf: (path) => {
      const position = positionOf(path)
      return position && `${file}:${position.line}:${position.column}`
    },
    absorb: (more, moreNotes) => {
      issues.push(...more)
      notes.push(...moreNotes)
    },
    distrust: (path) => {
      // With that many, the rest is not worth a look.
      if (distrusted.length <= MOST_ISSUES) distrusted.push(distrusted.length < MOST_ISSUES ? path : [])
    },
    sound: (path) => !distrusted.some((bad) => isWithin(path, bad) || isWithin(bad, path)),
    settle: () => {
      if (issues.length === 0) return
      const more = left > 0 ? [{ file, path: '', message: `and ${left} more mistakes` }] : []
      throw new TopologyError([...inOrder(issues), ...more])
    },
  }
}

/** Starts a review of a document that was parsed (its own file and positions) or built in code (under the given label). */
export function reviewOf(document: unknown, label: string): Review {
  const origin = typeof document === 'object' && document !== null ? originOf(document) : undefined
  return origin ? createReview(origin.file, origin) : createReview(label)
}

// A reader goes through the file from the top; checks do not.
function inOrder(issues: readonly Issue[]): readonly Issue[] {
  const files = [...new Set(issues.map(({ file }) => file))]
  return issues.toSorted(
    (a, b) =>
      files.indexOf(a.file) - files.indexOf(b.file) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  )
}
