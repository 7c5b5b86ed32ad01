import type { ArgDef } from 'citty'
import type { Command } from '../command/command.ts'

/** What may stand where the cursor is. */
export interface Proposal {
  readonly value: string
  readonly description?: string
}

/** What only a look at the machine tells. */
export type ValueKind = 'file' | 'lab' | 'source' | 'place' | 'end' | 'tap'

/** What may stand where the cursor is, as far as the commands themselves tell; values of a kind have to be looked for. */
export interface Proposals {
  readonly values: readonly Proposal[]
  readonly kind?: ValueKind
  /** What stands before each value in the same word: `--output=`. */
  readonly prefix?: string
}

const nothing: Proposals = { values: [] }

// Arguments of one name are the same thing in every command.
const positionalKinds: Readonly<Record<string, ValueKind>> = {
  name: 'lab',
  lab: 'source',
  source: 'source',
  place: 'place',
  from: 'end',
  to: 'end',
  taps: 'tap',
  notebooks: 'file',
  folder: 'file',
}

const optionKinds: Readonly<Record<string, ValueKind>> = {
  lab: 'lab',
  of: 'source',
  kubeconfig: 'file',
  kind: 'file',
  clab: 'file',
  workload: 'file',
}

/**
 * Proposes what may stand where the cursor is.
 *
 * @param words what stands behind `underlay`; the last is what has been typed of the word at the cursor, maybe nothing.
 */
export function propose(commands: readonly Command[], words: readonly string[]): Proposals {
  const [name, ...own] = words
  if (own.length === 0) return { values: commands.filter(visible).map(commandProposal) }
  const command = commands.find((each) => each.name === name)
  if (command === undefined) return nothing
  const before = own.slice(0, -1)
  const current = own.at(-1) ?? ''
  if (before.includes('--')) return { values: [], kind: 'file' }
  const waiting = optionOf(command, before.at(-1))
  if (waiting !== undefined && takesValue(waiting[1])) return valuesOf(command, waiting, current)
  const inline = /^(--[^=]+)=/.exec(current)?.[1]
  if (inline !== undefined) {
    const option = optionOf(command, inline)
    if (option === undefined) return nothing
    const { prefix = '', ...proposals } = valuesOf(command, option, current.slice(inline.length + 1))
    return { ...proposals, prefix: `${inline}=${prefix}` }
  }
  if (current.startsWith('-')) return { values: optionsOf(command, before) }
  return positional(command, before)
}

function visible({ hidden }: Command): boolean {
  return hidden !== true
}

function commandProposal({ name, description }: Command): Proposal {
  return { value: name, description }
}

type NamedOption = readonly [string, ArgDef]

function optionOf({ args }: Command, typed: string | undefined): NamedOption | undefined {
  if (typed === undefined || !typed.startsWith('-')) return undefined
  const name = typed.replace(/^--?/, '')
  return Object.entries(args).find(
    ([option, definition]) =>
      definition.type !== 'positional' &&
      (option === name || ('alias' in definition && [definition.alias].flat().includes(name))),
  )
}

function takesValue({ type }: ArgDef): boolean {
  return type === 'string' || type === 'enum'
}

function valuesOf({ choices }: Command, [name, definition]: NamedOption, current: string): Proposals {
  if (definition.type === 'enum') return { values: (definition.options ?? []).map((value) => ({ value })) }
  const some = choices?.[name]?.map((value) => ({ value }))
  // Several of them stand with commas between.
  if (some !== undefined) return { values: some, prefix: current.slice(0, current.lastIndexOf(',') + 1) }
  const kind = optionKinds[name] ?? (/file|folder/.test(definition.valueHint ?? '') ? 'file' : undefined)
  return kind === undefined ? nothing : { values: [], kind }
}

function optionsOf(command: Command, before: readonly string[]): readonly Proposal[] {
  const typed = new Set(before.map((word) => optionOf(command, word.split('=', 1)[0])?.[0]))
  const own = Object.entries(command.args).flatMap(([option, { type, description }]) =>
    type === 'positional' || typed.has(option) ? [] : [{ value: `--${option}`, ...(description && { description }) }],
  )
  return [...own, { value: '--help', description: 'how it is used, with examples' }]
}

function positional(command: Command, before: readonly string[]): Proposals {
  const names = Object.entries(command.args).flatMap(([name, { type }]) => (type === 'positional' ? [name] : []))
  const given = before.filter((word, index) => {
    const option = optionOf(command, before[index - 1])
    return !word.startsWith('-') && !(option !== undefined && takesValue(option[1]))
  })
  // The last may stand more than once.
  const name = names[Math.min(given.length, names.length - 1)]
  if (name === undefined) return nothing
  const values = (command.choices?.[name] ?? []).map((value) => ({ value }))
  const kind = positionalKinds[name]
  return { values, ...(kind && { kind }) }
}
