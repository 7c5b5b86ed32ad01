import { parseArgs } from 'node:util'
import type { ArgDef, ArgsDef } from 'citty'
import { UsageError } from './usage-error.ts'

/** What a command's options are, for the check. */
interface Options {
  readonly name: string
  readonly args: ArgsDef
  readonly habits?: Readonly<Record<string, string>>
}

/**
 * Refuses options that a command does not have, and values that an option does not take.
 *
 * @returns the names of the arguments that were typed, of options the long ones
 * @throws UsageError with the nearest known name.
 */
export async function checkArguments(
  { name, args, habits = {} }: Options,
  argv: readonly string[],
): Promise<ReadonlySet<string>> {
  const known = optionsOf(args)
  const help = `underlay ${name} --help`
  const types = [...known].map(
    ([option, { type }]) => [option, { type: type === 'boolean' ? type : 'string' }] as const,
  )
  const shorts = [...known.keys()].filter((option) => option.length === 1)
  const options = Object.fromEntries([
    ...types,
    ...shorts.map((short) => [longOf(args, short), { ...Object.fromEntries(types)[short], short }] as const),
  ])
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true })
  const positionals = Object.entries(args).filter(([, { type }]) => type === 'positional')
  const given = tokens.filter(({ kind }) => kind === 'positional').length
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const definition = known.get(token.name)
    if (definition === undefined) {
      throw new UsageError(
        `underlay ${name} has no option ${token.rawName}`,
        (Object.hasOwn(habits, token.name) ? habits[token.name] : await nearest(token.name, known)) ?? help,
      )
    }
    const { rawName, value } = token
    if (definition.type === 'boolean') {
      if (value !== undefined) throw new UsageError(`${rawName} takes no value`, `${rawName} alone`)
      continue
    }
    if (value === undefined || value === '' || (!token.inlineValue && /^-./.test(value))) {
      throw new UsageError(`${rawName} needs a value`, help)
    }
    if (definition.type === 'enum' && definition.options?.includes(value) === false) {
      throw new UsageError(`${rawName} ${value} is not possible`, `one of ${definition.options.join(', ')}`)
    }
  }
  const missing = positionals.slice(given).find(([, { required }]) => required !== false)
  if (missing !== undefined) throw new UsageError(`underlay ${name} needs ${missing[0].toUpperCase()}`, help)
  return new Set([
    ...positionals.slice(0, given).map(([positional]) => positional),
    ...tokens.flatMap((token) => (token.kind === 'option' ? [longOf(args, token.name)] : [])),
  ])
}

function optionsOf(args: ArgsDef): ReadonlyMap<string, ArgDef> {
  return new Map(
    Object.entries(args).flatMap(([name, definition]) => {
      if (definition.type === 'positional') return []
      return [name, ...aliasesOf(definition)].map((each) => [each, definition] as const)
    }),
  )
}

function aliasesOf(definition: ArgDef): readonly string[] {
  return 'alias' in definition && definition.alias !== undefined ? [definition.alias].flat() : []
}

function longOf(args: ArgsDef, alias: string): string {
  return Object.entries(args).find(([, definition]) => aliasesOf(definition).includes(alias))?.[0] ?? alias
}

async function nearest(name: string, known: ReadonlyMap<string, ArgDef>): Promise<string | undefined> {
  // Slow to load, and only here.
  const { suggest } = await import('@underlay/sdk')
  const near = suggest(
    name,
    [...known.keys()].filter((option) => option.length > 1),
  )
  return near === undefined ? undefined : `did you mean --${near}?`
}
