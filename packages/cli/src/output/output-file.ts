import { access, constants, mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { UsageError } from '../command/usage-error.ts'

/**
 * Makes the folder of a file that is to be written, and looks whether it can be: before the work whose outcome it is for.
 *
 * @throws UsageError when it cannot be written.
 */
export function prepareFile(path: string): Promise<void> {
  return told(path, async () => {
    await mkdir(dirname(path), { recursive: true })
    const there = await stat(path).catch(() => undefined)
    if (there?.isDirectory() === true) throw new Error('it is a folder')
    await access(there === undefined ? dirname(path) : path, constants.W_OK)
  })
}

/**
 * Writes a file, and its folder where that is missing.
 *
 * @throws UsageError when it cannot be written.
 */
export async function writeOutputFile(path: string, text: string): Promise<void> {
  await prepareFile(path)
  await told(path, () => writeFile(path, text))
}

// The exit code of what cannot be written is not the one of what fails.
async function told(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UsageError(`${path} cannot be written: ${reason}`, 'a file in a folder that you may write to')
  }
}
