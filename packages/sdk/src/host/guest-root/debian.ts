import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import packages from '../../../debian-packages.json' with { type: 'json' }
import { ToolMissingError } from '../../errors.ts'
import { cacheFolder } from '../../cache/cache-folder.ts'

/** A package of Debian in one version: `1:7.2+dfsg-7`. */
export interface DebianPackage {
  readonly name: string
  readonly version: string
}

/** Debian packages that are unpacked into the cache and not installed on this machine. */
export interface UnpackedDebian {
  readonly kernel: { readonly release: string; readonly image: string; readonly modules: string }
  /** Folders laid out as `/`, one for each package other than the kernel. */
  readonly roots: readonly string[]
  /** What was unpacked. */
  readonly packages?: readonly DebianPackage[]
}

/** The line that prepares a Debian machine for labs. */
export const installLine = installLineFor(existsSync(join(import.meta.dirname, '../../../../../start/prepare.mjs')))

/** The same: with the repository `npm start` unpacks what need not be installed; without it apt installs all of a local lab. */
export function installLineFor(hasRepository: boolean): string {
  const installed = packages.installed.map(({ name }) => name)
  const programs = packages.unpacked.filter((name) => !name.startsWith('linux-image-'))
  const names = hasRepository ? installed : [...installed, ...programs]
  const line = `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names.join(' ')}`
  return hasRepository ? `${line} && npm start -- --prepare` : line
}

/**
 * The packages that `npm start` unpacked into `$XDG_CACHE_HOME/underlay/debian`, with the guest's kernel.
 *
 * @throws ToolMissingError when they were never unpacked, or are gone.
 */
export function unpackedDebian(): UnpackedDebian {
  return readManifest(({ kernel, roots }) => [kernel.image, kernel.modules, ...roots])
}

/**
 * The folders of the unpacked packages other than the kernel; none when nothing was ever unpacked, as where all that a lab
 * needs is installed.
 *
 * @throws ToolMissingError when they are gone.
 */
export function unpackedRoots(): readonly string[] {
  if (!existsSync(manifestPath())) return []
  return readManifest(({ roots }) => roots).roots
}

/** The packages that are unpacked; none when nothing ever was. */
export function unpackedPackages(): readonly DebianPackage[] {
  if (!existsSync(manifestPath())) return []
  return readManifest(() => []).packages ?? []
}

function manifestPath(): string {
  return join(cacheFolder(), 'debian', 'manifest.json')
}

function readManifest(needed: (manifest: UnpackedDebian) => readonly string[]): UnpackedDebian {
  const { manifest, files } = parseManifest(manifestPath(), needed)
  const gone = files.find((file) => !existsSync(file))
  if (gone !== undefined) throw new ToolMissingError(gone, installLine)
  return manifest
}

// A manifest that was cut short is as good as none.
function parseManifest(
  path: string,
  needed: (manifest: UnpackedDebian) => readonly string[],
): { readonly manifest: UnpackedDebian; readonly files: readonly string[] } {
  try {
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as UnpackedDebian
    return { manifest, files: [...needed(manifest)] }
  } catch {
    throw new ToolMissingError(`what ${path} lists`, installLine)
  }
}
