import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const names = ['.gitignore', 'README.md', 'lab.test.ts', 'lab.ts', 'package.json', 'tsconfig.json'] as const

/** What differs from lab to lab. */
export interface TemplateValues {
  /** The lab's and the package's name. */
  readonly name: string
  /** The version of `@underlay/sdk` that the lab asks for. */
  readonly version: string
}

/** The files of a lab, by name. */
export type TemplateFiles = Readonly<Record<string, string>>

/**
 * The files of a new lab, with its values in the places of their names.
 *
 * @example
 * ```ts
 * templateFiles({ name: 'my-lab', version: '0.1.0' })['.gitignore'] // 'node_modules/\n.underlay/\n'
 * ```
 */
export function templateFiles(values: TemplateValues): TemplateFiles {
  return Object.fromEntries(names.map((name) => [name, filled(readTemplate(name), values)]))
}

function readTemplate(name: string): string {
  // As they are called in a lab, npm, tsc and editors would take them for their own.
  return readFileSync(join(import.meta.dirname, 'template', `${name.replace(/^\./, '')}.txt`), 'utf8')
}

function filled(text: string, { name, version }: TemplateValues): string {
  return text.replaceAll('{{name}}', name).replaceAll('{{version}}', version)
}
