import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { presets, suggest } from '@underlay/sdk'
import { UsageError } from '../command/usage-error.ts'
import { labSource, type LabSource, type SourceArgs } from './lab-source.ts'

/**
 * Where the lab comes from that a command line means; `undefined` when it names none.
 *
 * @throws UsageError when it means nothing, two things, or a folder; then with the lab files that are in it.
 */
export function sourceOf(args: SourceArgs): LabSource | undefined {
  const { lab } = args
  const names = Object.keys(presets)
  if (lab !== undefined && !names.includes(lab) && statSync(lab, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new UsageError(`${lab} is a folder`, labsIn(lab))
  return labSource(args, names, suggest)
}

function labsIn(folder: string): string {
  const files = readdirSync(folder).toSorted()
  const paths = (ending: RegExp): readonly string[] =>
    files.filter((name) => ending.test(name)).map((name) => join(folder, name))
  const labs = paths(/(?<!\.(?:test|d|config))\.[cm]?[jt]s$/)
  if (labs.length > 0)
    return labs
      .slice(0, 8)
      .map((path) => `underlay up ${path}`)
      .join(', or ')
  const documents = paths(/\.ya?ml$/)
  if (documents.length > 0) return `--kind and --clab take the documents in it: ${documents.slice(0, 8).join(', ')}`
  return `there is no lab file in it; underlay init ${folder} makes one`
}
