import { constants } from 'node:fs'
import { open, readdir, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, sep } from 'node:path'
import { boundSources, type ClabTopology } from '@underlay/configs'
import { LabError } from '../errors.ts'

const mostBytes = 1024 * 1024
const mostFiles = 256

/**
 * Reads the texts that a topology binds, files and all files of folders, by their path in it. What is not there is left
 * out, and so is what lies outside of the topology's folder, by `..`, as an absolute path, or behind a symbolic link.
 *
 * @param options.outside read single files from outside, too.
 * @throws LabError when one is larger than 1 MiB or no text, or there are more than 256.
 */
export async function readBoundFiles(
  topology: ClabTopology,
  folder: string,
  { outside }: { readonly outside: boolean },
): Promise<Readonly<Record<string, string>>> {
  const root = await realpath(folder)
  const found: [string, string][] = []
  for (const source of boundSources(topology)) await collect(source)
  return Object.fromEntries(found)

  async function collect(source: string): Promise<void> {
    const real = await realpath(isAbsolute(source) ? source : join(folder, source)).catch(() => undefined)
    if (real === undefined) return
    const isInside = real === root || real.startsWith(`${root}${sep}`)
    if (!isInside && !outside) return
    const kind = await stat(real)
    if (kind.isDirectory() && isInside) {
      // A folder that is linked could hold itself.
      const entries = (await readdir(real, { withFileTypes: true })).filter((entry) => !entry.isSymbolicLink())
      for (const { name } of entries) await collect(`${source}/${name}`)
    }
    if (!kind.isFile()) return
    if (found.length === mostFiles) throw new LabError(`the topology binds more than ${mostFiles} files`, 'bind fewer')
    found.push([source, await readText(source, real)])
  }
}

async function readText(source: string, real: string): Promise<string> {
  await using file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  const { size } = await file.stat()
  if (size > mostBytes)
    throw new LabError(`the topology binds ${source}, which has ${size} bytes`, `bind a text of at most ${mostBytes}`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.readFile())
  } catch {
    throw new LabError(`the topology binds ${source}, which is no text`, 'bind a text in UTF-8')
  }
}
