import { parseArgs } from 'node:util'

/** What `npm run bench` is asked for. */
export type BenchOptions =
  | { readonly names: readonly string[]; readonly json: boolean }
  /** A text to print in place of measuring, and the exit code that goes with it. */
  | { readonly say: string; readonly exitCode: 0 | 2 }

/**
 * Reads the arguments of `npm run bench`.
 *
 * @param known - the names of the benches that there are, in their order
 */
export function readOptions(argv: readonly string[], known: readonly string[]): BenchOptions {
  const options = {
    only: { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const
  try {
    const { values } = parseArgs({ args: [...argv], options })
    if (values.help) return { say: help(known), exitCode: 0 }
    const names = values.only?.split(',') ?? known
    const unknown = names.find((name) => !known.includes(name))
    if (unknown === undefined) return { names, json: values.json ?? false }
    return refuse(`--only ${unknown}: there is no such bench`, `one or more of ${known.join(', ')}`)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return refuse(error.message.split('. ')[0] ?? error.message, 'npm run bench -- --help')
  }
}

function refuse(what: string, fix: string): BenchOptions {
  return { say: `${what}\n  fix: ${fix}`, exitCode: 2 }
}

function help(known: readonly string[]): string {
  return `npm run bench [-- options]: the project's budgets beside their baselines, measured in this run

It fails where a budget is missed by more than the uncertainty of its rounds. All of it takes some 15 minutes on a
machine that does nothing else; a bench whose tools are missing is skipped, with the reason.

  --only NAME[,NAME…]  measure these: ${known.join(', ')}
  --json               print the rows as JSON
  -h, --help           print this

examples:
  npm run bench
  npm run bench -- --only decode,verdict
  npm run bench -- --only start --json`
}
