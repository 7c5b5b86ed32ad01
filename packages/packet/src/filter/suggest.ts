/** The name that was meant: one letter away, or longer than what was given, or two letters away, and not half of a short one. */
export function findSimilar(name: string, names: Iterable<string>): string | undefined {
  if (name.length > 64) return undefined
  const lower = name.toLowerCase()
  const found = [...names].flatMap((candidate) => {
    const distance = rank(lower, candidate.toLowerCase())
    return distance < Math.min(3, Math.ceil(name.length / 2)) ? [{ candidate, distance }] : []
  })
  return found.toSorted((a, b) => a.distance - b.distance || a.candidate.length - b.candidate.length)[0]?.candidate
}

function rank(name: string, candidate: string): number {
  if (name.length > 3 && candidate.startsWith(`${name}_`)) return 1.5
  return Math.abs(candidate.length - name.length) < 3 ? editDistance(name, candidate) : Infinity
}

/** Letters to insert, delete, replace or swap with their neighbour. */
function editDistance(from: string, to: string): number {
  let beforePrevious: readonly number[] = []
  let previous: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (beforePrevious[column - 2] ?? 0) + 1 : Infinity,
        ),
      )
    }
    beforePrevious = previous
    previous = current
  }
  return previous[to.length] ?? 0
}
