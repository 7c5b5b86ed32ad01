/** A table as text or HTML has it: cells without blanks around them. */
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** `formatTable`'s heads are in capitals, `formatRows`' begin with the number of the packet. */
const capitals = /^[A-Z][A-Z0-9 ._/#-]*$/

/**
 * Reads a table of aligned columns, two blanks between them, that begins at a line: whether a column is aligned to the left
 * or to the right, and how wide it is, does not matter.
 *
 * @param start - the index of the line
 * @returns the table, or nothing where the line is no head of one
 */
export function readTextTable(lines: readonly string[], start: number): Table | undefined {
  const head = lines[start] ?? ''
  const titles = [...head.matchAll(/\S+(?: \S+)*/g)].map((match) => ({
    title: match[0],
    from: match.index,
    to: match.index + match[0].length,
  }))
  const isHead = titles[0]?.title === 'No.' || titles.every(({ title }) => capitals.test(title))
  if (titles.length < 2 || !isHead) return undefined
  // Between two titles are all places where the gap of two blanks can be; each row leaves fewer of them.
  let gaps = titles.slice(1).map(({ from }, index) => placesBetween(titles[index]?.to ?? 0, from - 2))
  const rows: string[] = []
  for (let index = start + 1; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    const left = gaps.map((places) => places.filter((place) => isBlank(line, place) && isBlank(line, place + 1)))
    if (left.some(({ length }) => length === 0) || cellsOf(line, left).filter((cell) => cell !== '').length < 2) break
    gaps = left
    rows.push(line)
  }
  if (rows.length === 0) return undefined
  return { columns: titles.map(({ title }) => title), rows: rows.map((row) => cellsOf(row, gaps)) }
}

function placesBetween(first: number, last: number): readonly number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
}

function isBlank(line: string, place: number): boolean {
  return place >= line.length || line[place] === ' '
}

function cellsOf(line: string, gaps: readonly (readonly number[])[]): readonly string[] {
  const cuts = gaps.map(([place = 0]) => place)
  return [0, ...cuts].map((start, index) => line.slice(start, cuts[index]).trim())
}
