import { StartError } from '../failure.mjs'
import { mustRun, run } from '../run.mjs'
import { say, sayWhile } from '../say.mjs'
import { rootPrefix } from './machine.mjs'

/**
 * @typedef {object} Apt
 * @property {AbortSignal | undefined} signal
 * @property {boolean} isFresh whether the package lists were updated in this run
 */

/**
 * @typedef {object} Available a package as the package lists describe it
 * @property {string} name
 * @property {string} version with its epoch, such as `3:20221126-1+deb12u1`
 * @property {readonly string[]} depends names only, the first of alternatives
 */

/**
 * The package lists do not know a package, or name a version that is no longer there: an update may help.
 *
 * @example
 * throw new StaleListsError('apt knows no package bird2')
 */
export class StaleListsError extends StartError {
  /** @param {string} message what apt said */
  constructor(message) {
    super(message, 'sudo apt-get update')
  }
}

/**
 * Runs work that reads the package lists, once more after an update when they turn out to be stale.
 *
 * @template T
 * @param {Apt} apt
 * @param {() => Promise<T>} work may run twice
 * @returns {Promise<T>}
 * @throws {StartError} when updated lists do not help, or cannot be had
 * @example
 * await withFreshLists(apt, () => describePackage(apt, 'bird2'))
 */
export async function withFreshLists(apt, work) {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof StaleListsError) || apt.isFresh) throw error
    await updateLists(apt, error.message)
    return work()
  }
}

/**
 * Updates the package lists with `apt-get update`, at most once a run.
 *
 * @param {Apt} apt is marked fresh
 * @param {string} why what needs it, for the line that is printed
 * @returns {Promise<void>}
 * @throws {StartError} without root, or when the update fails three times
 * @example
 * await updateLists(apt, 'bird2 is not in them')
 */
async function updateLists(apt, why) {
  if (apt.isFresh) return
  const prefix = await rootPrefix()
  if (prefix === undefined) throw new StartError(`the package lists need an update (${why})`, 'sudo apt-get update')
  say(`updating the package lists with apt-get update (${why})`)
  for (let attempt = 1; ; attempt++) {
    const { code, stderr } = await run([...prefix, 'apt-get', 'update', '-qq'], { signal: apt.signal })
    if (code === 0) break
    // Another apt holds the lists: it is done in seconds.
    if (attempt === 3) throw new StartError(`apt-get update failed:\n${stderr.trim()}`, 'sudo apt-get update')
    await new Promise((resolve) => setTimeout(resolve, 5000))
  }
  apt.isFresh = true
}

/**
 * Installs packages with apt-get, without recommended ones.
 *
 * @param {Apt} apt
 * @param {readonly import('./list.mjs').Installed[]} packages
 * @returns {Promise<void>}
 * @throws {StartError} without root, with the one line to paste; or when apt-get fails
 * @example
 * await installPackages(apt, [{ name: 'nftables', provides: 'nft', purpose: 'NAT' }])
 */
export async function installPackages(apt, packages) {
  if (packages.length === 0) return
  const names = packages.map(({ name }) => name)
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...names]
  const paste = `sudo apt-get update && sudo ${install.join(' ')}`
  const prefix = await rootPrefix()
  if (prefix === undefined) {
    const missing = packages.map(({ provides, purpose }) => `${provides} (${purpose})`).join(', ')
    throw new StartError(`missing on this machine: ${missing}. Neither root nor sudo is at hand; paste this:`, paste)
  }
  await updateLists(apt, `${names.join(', ')} will be installed`)
  for (const { name, purpose } of packages) say(`installing ${name} (${purpose})`)
  const quiet = ['-qq', '-o', 'DPkg::Lock::Timeout=300']
  const argv = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', ...install, ...quiet]
  await sayWhile('installing', mustRun(argv, { signal: apt.signal, fix: paste }))
}

/**
 * What the package lists say of a package's candidate version.
 *
 * @param {Apt} apt
 * @param {string} name
 * @returns {Promise<Available>}
 * @throws {StaleListsError} when they do not know it
 * @example
 * (await describePackage(apt, 'bird2')).version // '2.0.12-7'
 */
export async function describePackage(apt, name) {
  const { stdout } = await run(['apt-cache', 'show', '--no-all-versions', name], { signal: apt.signal })
  const found = parsePackage(stdout)
  if (found === undefined) throw new StaleListsError(`apt knows no package ${name}`)
  return found
}

/**
 * Reads the first record that `apt-cache show` prints.
 *
 * @param {string} text
 * @returns {Available | undefined} undefined when it has no name and version
 * @see https://www.debian.org/doc/debian-policy/ch-controlfields.html
 * @example
 * parsePackage('Package: a\nVersion: 1:2-3\nDepends: b (>= 1), c | d\n') // { name: 'a', version: '1:2-3', depends: ['b', 'c'] }
 */
export function parsePackage(text) {
  const record = text.split(/\n\s*\n/)[0] ?? ''
  /** @param {string} field */
  const field = (field) => new RegExp(`^${field}: (.*)$`, 'm').exec(record)?.[1]
  const name = field('Package')
  const version = field('Version')
  if (name === undefined || version === undefined) return undefined
  const depends = (field('Depends') ?? '').split(',').map((one) => /^\s*([a-z0-9][a-z0-9.+-]*)/.exec(one)?.[1])
  return { name, version, depends: depends.filter((one) => one !== undefined) }
}
