import { parseArgs, type ArgsDef, type ParsedArgs } from 'citty'
import { checkArguments } from './check-arguments.ts'
import { fromEnvironment } from './environment.ts'
import { shortValues } from './short-values.ts'

/** What a command gets besides its own arguments. */
export interface CommandContext {
  /** What stands behind `--`; absent without it. */
  readonly rest?: readonly string[]
  /** Aborts with the name of the signal as its reason. */
  readonly signal: AbortSignal
}

/** One command of `underlay`. */
export interface Command {
  readonly name: string
  readonly description: string
  readonly args: ArgsDef
  /** Command lines that work, as they are typed. */
  readonly examples: readonly string[]
  /** What an argument may be, for completion; of an option's several, with commas between. */
  readonly choices?: Readonly<Record<string, readonly string[]>>
  /** Which of its arguments say which lab, or which documents, in place of `--lab`. */
  readonly insteadOfLab?: readonly string[]
  /** What to type in place of options that other tools have. */
  readonly habits?: Readonly<Record<string, string>>
  /** The positional argument that may stand more than once. */
  readonly several?: string
  /** What stands behind `--`: `-- COMMAND...`. */
  readonly behind?: string
  /** For programs: no help names it. */
  readonly hidden?: true
  /** Ctrl-C is how it ends: the exit code is what `run` resolves with. */
  readonly endsByInterrupt?: boolean
  /** Resolves with the exit code: 0 pass, 1 fail, 2 nothing usable. */
  run(argv: readonly string[], context: CommandContext): Promise<number>
}

/** A command as its file says it. */
export interface CommandSpec<Args extends ArgsDef> extends Omit<Command, 'args' | 'run'> {
  readonly args: Args
  /** @param context.argv the command's name and what was typed behind it. */
  run(args: ParsedArgs<Args>, context: CommandContext & { readonly argv: readonly string[] }): Promise<number>
}

/**
 * Makes a command whose arguments are checked before it runs. What is not typed comes from the environment.
 *
 * @example
 * ```ts
 * const hello = command({ name: 'hello', description: 'Greets.', args: {}, examples: ['underlay hello'], run: async () => 0 })
 * ```
 */
export function command<const Args extends ArgsDef>(spec: CommandSpec<Args>): Command {
  return {
    ...spec,
    run: async (words, context) => {
      const argv = shortValues(spec.args, words)
      const typed = await checkArguments(spec, argv)
      const given = fromEnvironment(spec, typed, process.env)
      return spec.run(parseArgs<Args>([...given, ...argv], spec.args), { ...context, argv: [spec.name, ...argv] })
    },
  }
}
