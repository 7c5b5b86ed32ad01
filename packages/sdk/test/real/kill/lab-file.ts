import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LabDefinition } from '../../../src/index.ts'

/** Writes a lab as `underlay up` takes it, and gives the file's path: it needs no package beside it. */
export function labFile(folder: string, lab: LabDefinition): string {
  const path = join(folder, `${lab.name ?? lab.kind.name}.mjs`)
  writeFileSync(path, `export default ${JSON.stringify(lab, undefined, 2)}\n`)
  return path
}
