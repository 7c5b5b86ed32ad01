import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import packages from '../../../debian-packages.json' with { type: 'json' }
import { ToolMissingError } from '../../errors.ts'
import { cacheFolder } from './cache.ts'

/** Debian packages that are unpacked into the cache and not installed on this machine. */
export interface UnpackedDebian {
  readonly kernel: { readonly release: string; readonly image: string; readonly modules: string }
  /** Folders laid out as `/`, one for each package other than the kernel. */
  readonly roots: readonly string[]
}

/** The line that prepares a Debian machine for the microVM. */
export const installLine = `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.installed
  .map(({ name }) => name)
  .join(' ')} && npm start -- --prepare`

/**
 * The packages that `npm start` unpacked into `$XDG_CACHE_HOME/underlay/debian`.
 *
 * @throws ToolMissingError when they were never unpacked, or are gone.
 */
export function unpackedDebian(): UnpackedDebian {
  const path = join(cacheFolder(), 'debian', 'manifest.json')
  if (!existsSync(path)) throw new ToolMissingError(`the guest's kernel (${path})`, installLine)
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as UnpackedDebian
  const gone = [manifest.kernel.image, manifest.kernel.modules, ...manifest.roots].find((file) => !existsSync(file))
  if (gone !== undefined) throw new ToolMissingError(gone, installLine)
  return manifest
}
