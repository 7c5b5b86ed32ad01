import { readFileSync } from 'node:fs'
import { basename, relative, resolve } from 'node:path'
import { racks } from '@underlay/sdk'
import { UsageError } from '../command/usage-error.ts'
import { templateFiles } from './template.ts'
import { writeFiles } from './write-files.ts'

/** How a lab is made. */
export interface InitOptions {
  /** Default the folder's name. */
  readonly name: string | undefined
}

/**
 * Makes a lab of one's own in a folder, and says on stdout what to type next.
 *
 * @returns the exit code
 * @throws UsageError when the name is none of a lab, or the folder is not empty.
 */
export function initLab(folder: string, { name = basename(resolve(folder)) }: InitOptions): number {
  refuseName(name)
  const files = templateFiles({ name, version: sdkVersion() })
  writeFiles(folder, files)
  process.stderr.write(`made ${folder}: ${Object.keys(files).join(', ')}\n`)
  process.stdout.write(`${nextCommands(folder).join('\n')}\n`)
  return 0
}

function nextCommands(folder: string): readonly string[] {
  const inside = relative(process.cwd(), resolve(folder)) === ''
  return [...(inside ? [] : [`cd ${shellWord(folder)}`]), 'npm install', 'npm test']
}

// What is typed next is copied from here.
function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) && !text.startsWith('-') ? text : `-- '${text.replaceAll("'", `'\\''`)}'`
}

/** A name is good when the template's lab can have it. */
function refuseName(name: string): void {
  try {
    racks({ name, racks: 2, nodesPerRack: 2 })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError(`a lab cannot be called '${name}'\n${why}`, '--name my-lab')
  }
}

function sdkVersion(): string {
  const path = new URL('../../package.json', import.meta.url)
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as { dependencies: Readonly<Record<string, string>> }
  return manifest.dependencies['@underlay/sdk'] ?? ''
}
