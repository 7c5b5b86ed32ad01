/** Where the columns of a ladder stand. */
export interface LadderGrid {
  /** Characters from one lifeline to the next. */
  readonly column: number
  readonly head: readonly string[]
  /** The character at which a row's text begins; undefined where it has lines of its own below. */
  readonly text: number | undefined
}

const leastBeside = 9
const leastNamed = 8
const leastColumn = 4

/** Divides a terminal's width: names and texts beside the arrows where there is room, else texts below, else numbers for names. */
export function ladderGrid(places: readonly string[], textWidth: number, width: number): LadderGrid {
  const longest = Math.max(...places.map((place) => place.length)) + 2
  const besides = Math.floor((width - textWidth - 1) / places.length)
  const isBeside = besides >= Math.min(leastBeside, longest)
  const room = isBeside ? besides : Math.floor(width / places.length)
  const column = Math.max(leastColumn, Math.min(longest, room))
  const text = isBeside ? places.length * column + 1 : undefined
  if (column < Math.min(leastNamed, longest)) {
    const legend = places.map((place, index) => `${index + 1} ${place}`)
    return {
      column,
      head: [
        ...legend,
        rowOf(
          places.map((_, index) => String(index + 1)),
          column,
        ),
      ],
      text,
    }
  }
  const names = places.map((place) => wrapped(place, column - 1))
  const lines = Math.max(...names.map((name) => name.length))
  const head = Array.from({ length: lines }, (_, line) =>
    rowOf(
      names.map((name) => name[line] ?? ''),
      column,
    ),
  )
  return { column, head, text }
}

/** The character of a column's lifeline. */
export function lifelineAt(index: number, { column }: LadderGrid): number {
  return index * column + Math.floor((column - 1) / 2)
}

/** Lifelines with nothing between them. */
export function lifelines(count: number, grid: LadderGrid): string {
  return rowOf(
    Array.from({ length: count }, () => '│'),
    grid.column,
  )
}

function rowOf(cells: readonly string[], column: number): string {
  return cells.map((cell) => centred(cell, column)).join('')
}

function centred(text: string, room: number): string {
  return `${' '.repeat(Math.max(0, Math.floor((room - text.length) / 2)))}${text}`.padEnd(room)
}

/** A name in lines of a width, broken behind its `/`, `-` and `.`; a part that is longer is cut. */
function wrapped(name: string, room: number): readonly string[] {
  const lines: string[] = []
  for (const part of name.split(/(?<=[/.-])/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + part.length <= room) lines[lines.length - 1] = last + part
    else lines.push(part.length <= room ? part : `${part.slice(0, room - 1)}…`)
  }
  return lines
}
