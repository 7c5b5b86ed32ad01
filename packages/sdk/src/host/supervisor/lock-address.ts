import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { LabError } from '../../errors.ts'

/** What the kernel takes as a socket's path, in bytes: `man 7 unix` has 108 with the NUL at its end, macOS and BSD 104. */
const maxPathBytes = process.platform === 'linux' ? 107 : 103

/**
 * The abstract name that is a lab's lock where there are such names: the kernel frees it with its holder, however that
 * ends.
 *
 * @param shorten what makes it shorter, beside the lab's name.
 * @throws LabError when it is too long for a socket.
 */
export function nameOfLock(space: string, lab: string, shorten?: string): string {
  return requireShort(`\0${space}/${lab}`, shorten)
}

/**
 * The file that is a lab's lock where there are no abstract names.
 *
 * @param shorten what makes its path shorter, beside the lab's name.
 * @throws LabError when its path is too long for a socket.
 */
export function fileOfLock(folder: string, lab: string, shorten?: string): string {
  const path = join(folder, `${lab}.lock`)
  requireShort(`${path}.${'x'.repeat(7)}`, shorten)
  return path
}

/** The files of locks in a folder: of those that are held, and of those whose holders were killed. */
export function lockFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => (name.endsWith('.lock') ? [join(folder, name)] : []))
}

/** Whether a path is short enough for a socket. */
export function fits(path: string): boolean {
  return Buffer.byteLength(path) <= maxPathBytes
}

/** @throws LabError when a path is too long for a socket. */
export function requireShort(path: string, shorten?: string): string {
  const length = Buffer.byteLength(path)
  if (fits(path)) return path
  throw new LabError(
    `${path.replace('\0', '@')} has ${length} bytes, a socket's path at most ${maxPathBytes}`,
    shorten === undefined ? 'give the lab a shorter name' : `${shorten}, or give the lab a shorter name`,
  )
}
