import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import { defineLab, TopologyError, type LabDefinition } from '@underlay/sdk'
import { UsageError } from '../command/usage-error.ts'
import { syntaxErrorPlace } from './syntax-error-place.ts'

/**
 * Imports a lab file, TypeScript or JavaScript, and takes its default export for a lab's definition.
 *
 * @throws UsageError when it is not there, cannot be read as a module, has no such export, or one with mistakes, and then
 * every mistake; when the file itself throws, then with the place.
 */
export async function importLab(path: string): Promise<LabDefinition> {
  const file = resolve(path)
  const about = statSync(file, { throwIfNoEntry: false })
  if (about === undefined) throw new UsageError(`there is no file ${path}`, 'underlay up lists the presets')
  // Node would wait for what is written into a pipe, and no signal end that.
  if (!about.isFile()) throw new UsageError(`${path} is no file`, 'name a lab file, or documents by --kind and --clab')
  const module = await load(path, file)
  const lab: unknown = module['default']
  // An empty file is a module of the old kind, whose exports are an empty object.
  if (typeof lab !== 'object' || lab === null || Object.keys(lab).length === 0) {
    const named = Object.keys(module)
      .filter((name) => !['default', 'module.exports'].includes(name))
      .join(', ')
    throw new UsageError(
      `${path} has no lab as its default export${named && `; it exports ${named}`}`,
      'export default defineLab({ kind, clab, files, calico, workload })',
    )
  }
  try {
    return defineLab(lab as LabDefinition)
  } catch (error) {
    if (!(error instanceof TopologyError)) throw error
    throw new UsageError(`${path} is no lab:\n${error.message}`, 'mend what its default export is made of')
  }
}

async function load(path: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>
  } catch (error) {
    if (error instanceof SyntaxError) {
      const place = syntaxErrorPlace(error, path, file)
      throw new UsageError(
        `${place}: ${error.message}`,
        'mend the file; Node runs it as it is, and takes types away only',
      )
    }
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
      const [first = ''] = error.message.split(' imported from')
      throw new UsageError(`${path}: ${first}`, 'npm install what it imports, @underlay/sdk included, beside the file')
    }
    // What the SDK refuses says itself what to mend.
    if (error instanceof Error && inspect.custom in error) throw error
    throw new UsageError(`${path} throws:\n${ownFrames(inspect(error))}`, `mend ${path}; node ${path} runs it alone`)
  }
}

function ownFrames(text: string): string {
  return text.replaceAll(/^ +at .*\bnode:internal\/.*\n?/gm, '').trimEnd()
}
