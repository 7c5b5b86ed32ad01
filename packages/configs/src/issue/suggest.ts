const LONGEST_NAME = 64
// The options of Calico are no more.
const mostNames = 12

/**
 * Finds the known name nearest to a misspelt one, by edit distance, or undefined when nothing is near (more than a third of the letters differ).
 *
 * Upper and lower case count as equal, so that `DisableDefaultCni` finds `disableDefaultCNI`.
 *
 * @example
 * ```ts
 * suggest('wroker2', ['control-plane', 'worker', 'worker2']) // 'worker2'
 * suggest('printer', ['control-plane', 'worker']) // undefined
 * ```
 */
export function suggest(name: string, known: Iterable<string>): string | undefined {
  return nearest(name, known)[0]
}

/** The tail of a message: `; did you mean 'x'?`, or the known names when none is near and they are few, or nothing. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const names = [...known]
  const near = nearest(name, names)
  if (near.length === 1) return `; did you mean '${near[0]}'?`
  return names.length > 0 && names.length <= mostNames ? `; known: ${names.join(', ')}` : ''
}

/** All names at the smallest distance, when that is small enough. */
function nearest(name: string, known: Iterable<string>): readonly string[] {
  if (name.length > LONGEST_NAME) return []
  const wanted = name.toLowerCase()
  let best: string[] = []
  let bestDistance = Math.max(1, Math.floor(name.length / 3))
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) > bestDistance) continue
    const distance = editDistance(wanted, candidate.toLowerCase())
    if (distance < bestDistance) best = []
    if (distance <= bestDistance) best.push(candidate)
    bestDistance = Math.min(bestDistance, distance)
  }
  return best
}

/** Insertions, deletions, substitutions, and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforePrevious: readonly number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitute = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swap = swapped ? (beforePrevious[j - 2] ?? 0) + 1 : Infinity
      row.push(Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, substitute, swap))
    }
    beforePrevious = previous
    previous = row
  }
  return previous[b.length] ?? 0
}
