import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'

/** A key that changes with a value and with the size or time of a file. */
export function keyOf(value: unknown, files: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(value))
  for (const file of files) {
    const { size, mtimeMs } = statSync(file)
    hash.update(`${file} ${size} ${mtimeMs}\n`)
  }
  return hash.digest('hex').slice(0, 16)
}
