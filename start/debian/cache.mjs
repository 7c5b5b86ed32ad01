import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/**
 * @typedef {object} Manifest what the SDK reads: the unpacked Debian packages, all paths absolute
 * @property {{ readonly release: string, readonly image: string, readonly modules: string }} kernel
 * @property {readonly string[]} roots every unpacked folder except the kernel's
 * @property {readonly { readonly name: string, readonly version: string }[]} packages
 */

/**
 * Underlay's cache folder: `$XDG_CACHE_HOME/underlay`, or `~/.cache/underlay`.
 *
 * @param {Readonly<Record<string, string | undefined>>} [env] default `process.env`
 * @returns {string} an absolute path, not created
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 * @example
 * cacheFolder({ XDG_CACHE_HOME: '/tmp/c' }) // '/tmp/c/underlay'
 */
export function cacheFolder(env = process.env) {
  const base = env['XDG_CACHE_HOME']
  // The specification says that a relative path is to be ignored.
  return join(base && isAbsolute(base) ? base : join(homedir(), '.cache'), 'underlay')
}

/**
 * A path as a reader types it, with `~` for the home folder.
 *
 * @param {string} path
 * @param {string} [home] default: the user's
 * @returns {string}
 * @example
 * shortPath('/root/.cache/underlay', '/root') // '~/.cache/underlay'
 */
export function shortPath(path, home = homedir()) {
  return path === home || path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
}

/**
 * The manifest of the unpacked packages when it is whole: it names every wanted package, and its files exist.
 *
 * @param {string} folder the cache's `debian` folder
 * @param {readonly string[]} wanted names of the packages that must be there
 * @returns {Manifest | undefined} undefined when anything is missing or unreadable
 * @example
 * readManifest('/root/.cache/underlay/debian', ['bird2'])?.kernel.release
 */
export function readManifest(folder, wanted) {
  const manifest = parseManifest(join(folder, 'manifest.json'))
  if (manifest === undefined) return undefined
  const names = new Set(manifest.packages.map(({ name }) => name))
  const paths = [manifest.kernel.image, manifest.kernel.modules, ...manifest.roots]
  return wanted.every((name) => names.has(name)) && paths.every((path) => existsSync(path)) ? manifest : undefined
}

/**
 * @param {string} path
 * @returns {Manifest | undefined}
 */
function parseManifest(path) {
  try {
    const { kernel, roots, packages } = JSON.parse(readFileSync(path, 'utf8'))
    const { release, image, modules } = kernel
    const isWhole = [release, image, modules, ...roots].every((value) => typeof value === 'string')
    return isWhole && Array.isArray(packages) ? { kernel, roots, packages } : undefined
  } catch {
    return undefined
  }
}
