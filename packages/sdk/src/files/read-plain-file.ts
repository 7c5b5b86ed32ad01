import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/**
 * Reads a file that is a file: a named pipe in its place would be waited for without end, and no signal ends that.
 *
 * @param options.links follow a symbolic link, default true.
 * @throws Error of the system when it cannot be read; or that says that it is no file.
 */
export async function readPlainFile(
  path: string,
  { links = true }: { readonly links?: boolean } = {},
): Promise<Buffer> {
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants
  await using file = await open(path, O_RDONLY | O_NONBLOCK | (links ? 0 : O_NOFOLLOW))
  const about = await file.stat()
  if (about.isDirectory()) throw new Error('it is a folder')
  if (!about.isFile()) throw new Error('it is no file')
  return file.readFile()
}
