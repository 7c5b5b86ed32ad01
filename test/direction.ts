import { posix } from 'node:path'

import { importsOf } from './imports.ts'

/** What the source of one workspace may import besides its own files. */
export interface Allowance {
  /** Names of our packages. */
  readonly ours: readonly string[]
  /** Whether `node:` modules are allowed: a pure package also runs in a page. */
  readonly node: boolean
  /** Whether packages of others are allowed. */
  readonly others: boolean
}

const pure = { node: false, others: true }
const acting = { node: true, others: true }
const everyPackage = ['packet', 'configs', 'evidence', 'sdk', 'notebook', 'cli', 'report']

/** The table of the packages' direction, by the folder of the workspace. */
export const directions: ReadonlyMap<string, Allowance> = new Map([
  ['packages/packet', { ours: [], node: false, others: false }],
  ['packages/configs', { ...pure, ours: [] }],
  ['packages/evidence', { ...pure, ours: ['packet', 'configs'] }],
  ['packages/sdk', { ...acting, ours: ['packet', 'configs', 'evidence'] }],
  ['packages/notebook', { ...acting, ours: ['sdk'] }],
  ['packages/cli', { ...acting, ours: ['sdk', 'notebook', 'report'] }],
  ['packages/report', { ...acting, ours: ['packet', 'evidence'] }],
  ['examples', { ...acting, ours: everyPackage }],
  ['docs', { ...acting, ours: everyPackage }],
])

/**
 * What is wrong with the imports of one source file, by the table of directions.
 *
 * @param file - relative to the repository, with `/`
 * @param text - its source
 * @returns one line a mistake, `file:line specifier: reason`; empty when all is well
 * @throws {SyntaxError} when the source cannot be parsed
 * @example
 * ```ts
 * misdirections('packages/packet/src/a.ts', "import 'node:fs'")
 * // ['packages/packet/src/a.ts:1 node:fs: packages/packet runs in a page too, without node:']
 * ```
 */
export function misdirections(file: string, text: string): readonly string[] {
  const workspace = [...directions.keys()].find((folder) => file.startsWith(`${folder}/`))
  if (workspace === undefined) return [`${file}: its workspace is not in the table of directions`]
  return importsOf(file, text).flatMap(({ specifier, line }) => {
    const reason = refusal(workspace, file, specifier)
    return reason === undefined ? [] : [`${file}:${line} ${specifier}: ${reason}`]
  })
}

/**
 * What is wrong with the dependencies that a workspace's package.json declares, by the table of directions.
 *
 * @param workspace - its folder, relative to the repository
 * @param dependencies - the names
 * @returns one line a mistake
 * @example
 * ```ts
 * misdependencies('packages/packet', ['yaml'])
 * ```
 */
export function misdependencies(workspace: string, dependencies: readonly string[]): readonly string[] {
  return dependencies.flatMap((name) => {
    const reason = refusal(workspace, `${workspace}/package.json`, name)
    return reason === undefined ? [] : [`${workspace}/package.json ${name}: ${reason}`]
  })
}

function refusal(workspace: string, file: string, specifier: string): string | undefined {
  const allowed = directions.get(workspace)
  if (allowed === undefined) return `${workspace} is not in the table of directions`
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(file), specifier)
    return target.startsWith(`${workspace}/`) ? undefined : `${workspace} is left; import by package name`
  }
  if (specifier.startsWith('node:')) return allowed.node ? undefined : `${workspace} runs in a page too, without node:`
  if (specifier === '(computed)') return allowed.node ? undefined : `${workspace} imports nothing that is computed`
  const ours = /^@underlay\/([^/]+)/.exec(specifier)?.[1]
  if (ours === undefined) return allowed.others ? undefined : `${workspace} has no dependency`
  return allowed.ours.includes(ours) ? undefined : `${workspace} may import ${listOf(allowed.ours)}`
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'no package of ours' : `only ${names.join(', ')}`
}
