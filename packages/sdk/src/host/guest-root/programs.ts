import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { ToolMissingError } from '../../errors.ts'
import { installLine } from './debian.ts'

const folders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin', '/usr/lib/frr']

/** The path of a program, in the system's folders or else in an unpacked package; `undefined` when it is nowhere. */
export function findProgram(name: string, roots: readonly string[] = []): string | undefined {
  for (const root of ['/', ...roots]) {
    for (const folder of folders) {
      const path = join(root, folder, name)
      try {
        accessSync(path, constants.X_OK)
        return path
      } catch {
        // not in this folder
      }
    }
  }
  return undefined
}

/**
 * The path of a program that the lab cannot do without.
 *
 * @throws ToolMissingError when it is nowhere.
 */
export function requireProgram(name: string, roots: readonly string[] = []): string {
  const path = findProgram(name, roots)
  if (path === undefined) throw new ToolMissingError(name, installLine)
  return path
}
