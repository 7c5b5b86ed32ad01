/** 1 for each of 256 bytes that a set has. */
export function emptySet(): Uint8Array {
  return new Uint8Array(256)
}

export function addRange(set: Uint8Array, from: number, to: number): void {
  set.fill(1, from, to + 1)
}

export function inverted(set: Uint8Array): Uint8Array {
  return set.map((has) => 1 - has)
}

/** The set with the other case of each ASCII letter. */
export function withBothCases(set: Uint8Array): Uint8Array {
  const both = set.slice()
  for (let upper = 65; upper <= 90; upper++) {
    const has = Math.max(set[upper] ?? 0, set[upper + 32] ?? 0)
    both[upper] = has
    both[upper + 32] = has
  }
  return both
}

const classes: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  d: [[48, 57]],
  s: [
    [9, 13],
    [32, 32],
  ],
  w: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
}

/** `\d`, `\s`, `\w` and their opposites in upper case; undefined for another letter. */
export function namedSet(letter: string): Uint8Array | undefined {
  const ranges = classes[letter.toLowerCase()]
  if (ranges === undefined) return undefined
  const set = emptySet()
  for (const [from, to] of ranges) addRange(set, from, to)
  return letter === letter.toLowerCase() ? set : inverted(set)
}

/** Whether a byte is one of a word's letters, for `\b`. */
export function isWordByte(byte: number | undefined): boolean {
  return byte !== undefined && wordSet[byte] === 1
}

const wordSet = namedSet('w') ?? emptySet()
