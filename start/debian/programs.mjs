import { StartError } from '../failure.mjs'
import { run } from '../run.mjs'
import { describePackage } from './apt.mjs'
import { missingLibraries, newLibraries } from './libraries.mjs'
import { unpackPackage } from './unpack.mjs'

/**
 * Unpacks a package of programs into the cache, with the libraries that this machine lacks.
 *
 * @param {import('./apt.mjs').Apt} apt
 * @param {string} folder the cache's `debian` folder
 * @param {string} name such as bird2
 * @returns {Promise<Pick<import('./cache.mjs').Manifest, 'roots' | 'packages'>>} the package first, then its libraries
 * @throws {StartError} when a library stays missing
 * @example
 * (await unpackPrograms(apt, '/c', 'bird2')).roots // ['/c/bird2_2.0.12-7']
 */
export async function unpackPrograms(apt, folder, name) {
  const available = await describePackage(apt, name)
  const root = await unpackPackage(apt, folder, available)
  const packages = [{ name, version: available.version }]
  const roots = [root]
  if ((await missingLibraries(root, roots, apt)).length === 0) return { roots, packages }
  const simulation = await run(['apt-get', '-s', 'install', '--no-install-recommends', name], { signal: apt.signal })
  for (const library of newLibraries(simulation.stdout, name)) {
    const description = await describePackage(apt, library)
    roots.push(await unpackPackage(apt, folder, description))
    packages.push({ name: library, version: description.version })
  }
  const missing = await missingLibraries(root, roots, apt)
  if (missing.length > 0) {
    throw new StartError(
      `the programs of ${name} lack ${missing.join(', ')}, and apt did not say which packages have them:\n` +
        simulation.stderr.trim(),
    )
  }
  return { roots, packages }
}
