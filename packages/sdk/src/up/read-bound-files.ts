import { constants } from 'node:fs'
import { lstat, open, readdir, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, sep } from 'node:path'
import { boundSources, TopologyError, type ClabTopology } from '@underlay/configs'
import { LabError } from '../errors.ts'
import { bindsOf } from '../fabric/containerlab/binds-of.ts'

const mostBytes = 1024 * 1024
const mostFiles = 256

/**
 * Reads the texts that a topology binds, files and all files of folders, by their path in it. What lies outside of the
 * topology's folder, by `..`, as an absolute path, or behind a symbolic link, is left out.
 *
 * @param options.outside read single files from outside, too.
 * @throws TopologyError when something that is to lie beside the topology is not there; with every place.
 * @throws LabError when one is larger than 1 MiB or no text, or there are more than 256.
 */
export async function readBoundFiles(
  topology: ClabTopology,
  folder: string,
  { outside }: { readonly outside: boolean },
): Promise<Readonly<Record<string, string>>> {
  const root = await realpath(folder)
  await requireSources(topology, folder)
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

async function requireSources(topology: ClabTopology, folder: string): Promise<void> {
  const beside = bindsOf(topology).filter(
    ({ bind }) => bind.includes(':') && !/^[/~]|__clab|(^|\/)\.\.(\/|:)/.test(bind),
  )
  const issues = await Promise.all(
    beside.map(async ({ bind, ...place }) => {
      const [source = ''] = bind.split(':')
      const isThere = (await lstat(join(folder, source)).catch(() => undefined)) !== undefined
      return isThere ? [] : [{ ...place, message: `binds ${source}, which is not there; lay it beside the topology` }]
    }),
  )
  if (issues.some((found) => found.length > 0)) throw new TopologyError(issues.flat())
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
