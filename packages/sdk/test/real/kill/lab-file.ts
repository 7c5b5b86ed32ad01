import { writeFileSync } from 'node:fs'
import type { LabDefinition } from '../../../src/index.ts'

/** Writes a lab as `underlay up` takes it, and gives the file's path back: it needs no package beside it. */
export function labFile(path: string, lab: LabDefinition): string {
  writeFileSync(path, `export default ${JSON.stringify(lab, undefined, 2)}\n`)
  return path
}
