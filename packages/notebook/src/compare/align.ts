/** An item of the one list beside its counterpart in the other; one of both is absent where there is none. */
export interface Aligned<Item> {
  readonly recorded?: Item
  readonly ran?: Item
}

/** Beyond this many comparisons lists are held against each other place by place. */
const tooMany = 4_000_000

/**
 * Two lists side by side: their longest common subsequence, and between its parts what changed, one for one.
 *
 * @param key - items with the same key are the same
 */
export function align<Item>(
  recorded: readonly Item[],
  ran: readonly Item[],
  key: (item: Item) => string,
): readonly Aligned<Item>[] {
  const [ones, others] = [recorded.map(key), ran.map(key)]
  const pairs: Aligned<Item>[] = []
  let [one, other] = [0, 0]
  for (const [nextOne, nextOther] of [...commonPlaces(ones, others), [ones.length, others.length]] as const) {
    pairs.push(...sideBySide(recorded.slice(one, nextOne), ran.slice(other, nextOther)))
    if (nextOne < ones.length) pairs.push(...sideBySide([recorded[nextOne] as Item], [ran[nextOther] as Item]))
    one = nextOne + 1
    other = nextOther + 1
  }
  return pairs
}

function sideBySide<Item>(recorded: readonly Item[], ran: readonly Item[]): readonly Aligned<Item>[] {
  return Array.from({ length: Math.max(recorded.length, ran.length) }, (_, index) => ({
    ...(index < recorded.length && { recorded: recorded[index] as Item }),
    ...(index < ran.length && { ran: ran[index] as Item }),
  }))
}

/** The places of a longest common subsequence, in both lists. */
function commonPlaces(ones: readonly string[], others: readonly string[]): readonly (readonly [number, number])[] {
  const shorter = Math.min(ones.length, others.length)
  let head = 0
  while (head < shorter && ones[head] === others[head]) head += 1
  let tail = 0
  while (tail < shorter - head && ones.at(-1 - tail) === others.at(-1 - tail)) tail += 1
  const [oneEnd, otherEnd] = [ones.length - tail, others.length - tail]
  return [
    ...Array.from({ length: head }, (_, index) => [index, index] as const),
    ...commonBetween(ones.slice(head, oneEnd), others.slice(head, otherEnd)).map(
      ([one, other]) => [head + one, head + other] as const,
    ),
    ...Array.from({ length: tail }, (_, index) => [oneEnd + index, otherEnd + index] as const),
  ]
}

function commonBetween(ones: readonly string[], others: readonly string[]): readonly (readonly [number, number])[] {
  if (ones.length * others.length > tooMany) return []
  const width = others.length + 1
  // lengths[one * width + other]: of the longest common subsequence of what follows both places.
  const lengths = new Uint32Array((ones.length + 1) * width)
  for (let one = ones.length - 1; one >= 0; one -= 1) {
    for (let other = others.length - 1; other >= 0; other -= 1) {
      const [down, right] = [lengths[(one + 1) * width + other] ?? 0, lengths[one * width + other + 1] ?? 0]
      const both = (lengths[(one + 1) * width + other + 1] ?? 0) + 1
      lengths[one * width + other] = ones[one] === others[other] ? both : Math.max(down, right)
    }
  }
  const places: [number, number][] = []
  let [one, other] = [0, 0]
  while (one < ones.length && other < others.length) {
    if (ones[one] === others[other]) places.push([one++, other++])
    else if ((lengths[(one + 1) * width + other] ?? 0) >= (lengths[one * width + other + 1] ?? 0)) one += 1
    else other += 1
  }
  return places
}
