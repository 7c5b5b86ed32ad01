import { command, type Command } from '../command/command.ts'
import { lookForValues } from '../completion/look-for-values.ts'
import { propose, type Proposal } from '../completion/propose.ts'
import { splitLine } from '../completion/split-line.ts'

/** What the completion of a shell asks. */
export function complete(commands: () => readonly Command[]): Command {
  return command({
    name: 'complete',
    hidden: true,
    description: 'Says what may stand where the cursor is, for the scripts of underlay completion.',
    args: { line: { type: 'string', description: 'the line up to the cursor, in place of words' } },
    examples: ['underlay complete -- inspect --out', 'underlay complete --line "underlay insp"'],
    run: async ({ line }, { rest = [] }) => {
      const words = line === undefined ? rest : splitLine(line).slice(1)
      const { values, kind, prefix = '' } = propose(commands(), words)
      const typed = (words.at(-1) ?? '').slice(prefix.length)
      // Where no lab answers there is nothing to propose, and a shell's prompt is no place to say why.
      const found = kind === undefined || kind === 'file' ? [] : await lookForValues(kind, words).catch(() => [])
      const fitting = [...values, ...found].filter(({ value }) => value.startsWith(typed))
      process.stdout.write(fitting.map((proposal) => lineOf(proposal, prefix)).join(''))
      if (kind === 'file' || kind === 'source') process.stdout.write(':files\n')
      return 0
    },
  })
}

function lineOf({ value, description = '' }: Proposal, prefix: string): string {
  return `${prefix}${value}\t${description}\n`
}
