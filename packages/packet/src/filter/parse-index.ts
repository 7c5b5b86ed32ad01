import type { IndexRange } from './expression.ts'
import type { Scanner } from './scanner.ts'

const integer = /-?\d{1,6}(?!\d)/y

/** The parts of a slice, `[0:3]`, `[1-2]`, `[-1]`, `[:2,5]`, from its bracket on. */
export function parseIndexRanges(scanner: Scanner, firstByDefault = 0): readonly IndexRange[] {
  scanner.expectSymbol('[', 'before a range')
  const ranges: IndexRange[] = []
  do {
    // A slice of many parts would be a copy of the packet for each.
    if (ranges.length === 16) scanner.fail('at most 16 ranges stand in brackets')
    ranges.push(parseRange(scanner, firstByDefault))
  } while (scanner.takeSymbol(','))
  scanner.expectSymbol(']', 'behind a range')
  return ranges
}

/** What stands behind a field to choose layers, `#2`, `#-1`, `#[1-2]`; undefined when nothing does. */
export function parseLayerRanges(scanner: Scanner): readonly IndexRange[] | undefined {
  if (scanner.text[scanner.position] !== '#') return undefined
  const start = scanner.position
  scanner.position += 1
  const ranges = scanner.text[scanner.position] === '[' ? parseIndexRanges(scanner, 1) : [parseSingle(scanner)]
  if (ranges.some(({ first, last }) => first === 0 || last === 0)) {
    scanner.fail('layers are counted from 1, or from -1 for the innermost', scanner.spanFrom(start))
  }
  return ranges
}

function parseSingle(scanner: Scanner): IndexRange {
  const first = readInteger(scanner) ?? scanner.fail('the number of a layer should be here')
  return { first, count: 1 }
}

function parseRange(scanner: Scanner, firstByDefault: number): IndexRange {
  scanner.skipSpace()
  const { position } = scanner
  const given = readInteger(scanner)
  if (scanner.takeSymbol(':')) {
    const first = given ?? firstByDefault
    const count = readInteger(scanner)
    if (count !== undefined && count < 1) scanner.fail('a range has at least one item', scanner.spanFrom(position))
    return count === undefined ? { first } : { first, count }
  }
  const first = given ?? scanner.fail('a number should be here')
  if (!scanner.takeSymbol('-')) return { first, count: 1 }
  const last = readInteger(scanner) ?? scanner.fail('the end of the range should be here')
  if (last < first && last < 0 === first < 0) {
    scanner.fail('the range ends before it begins', scanner.spanFrom(position))
  }
  return { first, last }
}

function readInteger(scanner: Scanner): number | undefined {
  scanner.skipSpace()
  const digits = scanner.take(integer)
  return digits === undefined ? undefined : Number(digits)
}
