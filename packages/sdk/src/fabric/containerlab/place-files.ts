import type { Issue } from '@underlay/configs'
import { relativePath } from './relative-path.ts'

/** Where the bound files of a topology lie, and everything that is wrong with that. */
interface PlacedFiles {
  /** The texts by their path below the lab's folder. */
  readonly texts: ReadonlyMap<string, string>
  readonly issues: readonly Issue[]
}

/**
 * Gives each file that a topology binds its place below the lab's folder.
 *
 * @param files texts, by their path as the topology has it.
 * @param taken what the folder holds already: the names of files and folders right below it.
 * @example
 * ```ts
 * placeFiles({ './conf/gw0.cfg': 'text' }, ['lab.json']).texts // Map { 'conf/gw0.cfg' => 'text' }
 * ```
 */
export function placeFiles(files: Readonly<Record<string, string>>, taken: readonly string[]): PlacedFiles {
  const texts = new Map<string, string>()
  const issues: Issue[] = []
  for (const [written, text] of Object.entries(files)) {
    const refuse = (fault: string): void => {
      const message = `'${shown(written)}' ${fault}; give files by a relative path, such as ./startup-conf/gw0-boot.cfg`
      issues.push({ file: 'topology', path: 'files', message })
    }
    const found = relativePath(written)
    if ('fault' in found) {
      refuse(found.fault)
      continue
    }
    const { path } = found
    const [top = ''] = path.split('/')
    const other = [...texts.keys()].find((known) => known.startsWith(`${path}/`) || path.startsWith(`${known}/`))
    // `lab.json.4711` is how a record looks while it is written.
    if (taken.some((name) => top === name || top.startsWith(`${name}.`))) refuse("is a name of the lab's own")
    else if (other !== undefined) refuse(`is a file and a folder, as ${other} is given too`)
    else if (texts.has(path) && texts.get(path) !== text) refuse('is given twice, with different texts')
    else texts.set(path, text)
  }
  return { texts, issues }
}

function shown(path: string): string {
  return path.replaceAll(/\p{Cc}/gu, '?').slice(0, 200)
}
