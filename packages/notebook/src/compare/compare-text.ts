import { align, type Aligned } from './align.ts'
import { textBlocks, type Block } from './blocks.ts'
import { compareTables } from './compare-tables.ts'
import type { Found } from './found.ts'
import type { Identities } from './identities.ts'

/** Two texts, line by line; tables by rows and columns. */
export function compareText(recorded: string, ran: string, identities: Identities): readonly Found[] {
  return compareBlocks(textBlocks(recorded), textBlocks(ran), identities)
}

/** Lines and tables, however they were found. */
export function compareBlocks(
  recorded: readonly Block[],
  ran: readonly Block[],
  identities: Identities,
): readonly Found[] {
  return align(recorded, ran, keyOf).flatMap((pair) => compareBlock(pair, identities))
}

/** Blanks at the ends of an output, and what a table holds, do not decide which block is which. */
function keyOf(block: Block): string {
  return block.kind === 'line' ? block.line.shape : `table ${[...block.table.columns].sort().join('\n')}`
}

function compareBlock({ recorded, ran }: Aligned<Block>, identities: Identities): readonly Found[] {
  if (recorded?.kind === 'table' && ran?.kind === 'table') {
    const place = `the table of line ${recorded.number}`
    return compareTables(recorded.table, ran.table, identities).map((found) => ({
      ...found,
      where: `${place}, ${found.where}`,
    }))
  }
  const where = `line ${ran?.number ?? recorded?.number}`
  if (recorded?.kind === 'line' && ran?.kind === 'line' && recorded.line.shape === ran.line.shape) {
    const note = identities.learn(recorded.line.drawn, ran.line.drawn)
    return note === undefined ? [] : [{ where, recorded: recorded.line.text, ran: ran.line.text, note }]
  }
  return [
    {
      where,
      ...(recorded !== undefined && { recorded: wholeText(recorded) }),
      ...(ran !== undefined && { ran: wholeText(ran) }),
    },
  ]
}

function wholeText(block: Block): string {
  return block.kind === 'line'
    ? block.line.text
    : `a table: ${block.table.columns.join(', ')}; ${block.table.rows.length} rows`
}
