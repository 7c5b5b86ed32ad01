import type { ArgDef } from 'citty'
import type { Command } from './command.ts'
import { UsageError } from './usage-error.ts'

// What more than one command, and the SDK, mean the same by.
const shared: ReadonlySet<string> = new Set([
  'lab',
  'engine',
  'host',
  'kubeconfig',
  'context',
  'node-image',
  'tools-image',
])

// Each says which lab, or which cluster: one that is typed makes a variable for another void.
const cluster: readonly string[] = ['lab', 'kubeconfig', 'context']

/** The environment variable of an option: `UNDERLAY_LAB` of every command, `UNDERLAY_CAPTURE_WRITE` of one. */
export function variableOf(command: string, option: string): string {
  return ['underlay', ...(shared.has(option) ? [] : [command]), option].join('_').replaceAll('-', '_').toUpperCase()
}

/**
 * What the environment gives of a command's options, as arguments to stand before those that were typed.
 *
 * @param typed the names of the arguments that were typed, which the environment does not change.
 * @throws UsageError with the variable, for a value that its option does not take.
 */
export function fromEnvironment(
  { name, args, insteadOfLab = [] }: Pick<Command, 'name' | 'args' | 'insteadOfLab'>,
  typed: ReadonlySet<string>,
  env: NodeJS.ProcessEnv,
): string[] {
  const exclusive = [...cluster, ...insteadOfLab]
  const chosen = exclusive.some((option) => typed.has(option))
  return Object.entries(args).flatMap(([option, definition]) => {
    if (definition.type === 'positional' || typed.has(option) || (chosen && exclusive.includes(option))) return []
    const variable = variableOf(name, option)
    const value = env[variable] ?? ''
    return value === '' ? [] : argumentsOf(option, definition, value, variable)
  })
}

function argumentsOf(option: string, definition: ArgDef, value: string, variable: string): string[] {
  if (definition.type === 'boolean') {
    const choice = { 1: true, true: true, 0: false, false: false }[value]
    if (choice === undefined) throw new UsageError(`${variable}=${value} is not possible`, 'one of 1, true, 0, false')
    return choice ? [`--${option}`] : []
  }
  if (definition.type === 'enum' && definition.options?.includes(value) === false) {
    throw new UsageError(`${variable}=${value} is not possible`, `one of ${definition.options.join(', ')}`)
  }
  return [`--${option}=${value}`]
}
