import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { StartError } from '../failure.mjs'
import { lastLines, mustRun, run } from '../run.mjs'
import { say, sayWhile } from '../say.mjs'
import { StaleListsError } from './apt.mjs'
import { shortPath } from './cache.mjs'
import { purposeOf } from './list.mjs'

const temporary = '.unpacking-'

/**
 * The folder of an unpacked package; `:` is written as in Debian's file names, because it would end a path in
 * LD_LIBRARY_PATH.
 *
 * @param {string} folder the cache's `debian` folder
 * @param {{ readonly name: string, readonly version: string }} available
 * @returns {string}
 * @example
 * unpackedFolder('/c', { name: 'iputils-ping', version: '3:2022-1' }) // '/c/iputils-ping_3%3a2022-1'
 */
export function unpackedFolder(folder, { name, version }) {
  return join(folder, `${name}_${version.replaceAll(':', '%3a')}`)
}

/**
 * Downloads a package and unpacks it into the cache, where it counts only once it is whole: an interrupted run leaves
 * nothing that counts, and of two runs at once the first to finish wins.
 *
 * @param {import('./apt.mjs').Apt} apt
 * @param {string} folder the cache's `debian` folder
 * @param {import('./apt.mjs').Available} available
 * @param {string} [purpose] default: what the list says
 * @returns {Promise<string>} the absolute path of the unpacked folder
 * @throws {StaleListsError} when it cannot be downloaded
 * @throws {StartError} when it cannot be unpacked
 * @example
 * await unpackPackage(apt, '/root/.cache/underlay/debian', await describePackage(apt, 'bird2'))
 */
export async function unpackPackage(apt, folder, available, purpose = purposeOf(available.name)) {
  const target = unpackedFolder(folder, available)
  if (existsSync(target)) return target
  const { name, version } = available
  say(`unpacking ${name} ${shortVersion(version)} into ${shortPath(folder)} (${purpose})`)
  mkdirSync(folder, { recursive: true })
  const scratch = mkdtempSync(join(folder, temporary))
  try {
    await sayWhile(`downloading ${name}`, download(apt, scratch, available))
    const file = readdirSync(scratch).find((entry) => entry.endsWith('.deb'))
    if (file === undefined) throw new StartError(`apt-get download ${name} left no file`)
    const tree = join(scratch, 'tree')
    await mustRun(['dpkg-deb', '-x', join(scratch, file), tree], { signal: apt.signal })
    publish(tree, target)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
  return target
}

/**
 * Removes what runs that were killed left behind: temporary folders older than one hour.
 *
 * @param {string} folder the cache's `debian` folder
 * @param {number} [nowMs] milliseconds since the epoch, default now
 * @example
 * removeLeftovers('/root/.cache/underlay/debian')
 */
export function removeLeftovers(folder, nowMs = Date.now()) {
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder).filter((name) => name.startsWith(temporary))) {
    const path = join(folder, entry)
    if (nowMs - statSync(path).mtimeMs > 3_600_000) rmSync(path, { recursive: true, force: true })
  }
}

/**
 * @param {import('./apt.mjs').Apt} apt
 * @param {string} cwd
 * @param {import('./apt.mjs').Available} available
 */
async function download(apt, cwd, { name, version }) {
  // As root apt would warn that its sandbox user cannot write here.
  const argv = ['apt-get', 'download', '-qq', '-o', 'APT::Sandbox::User=root', `${name}=${version}`]
  const { code, stderr } = await run(argv, { cwd, signal: apt.signal })
  if (code !== 0) throw new StaleListsError(`${name} ${version} cannot be downloaded: ${lastLines(stderr, 2)}`)
}

/**
 * @param {string} tree
 * @param {string} target
 */
function publish(tree, target) {
  try {
    renameSync(tree, target)
  } catch (error) {
    if (!existsSync(target)) throw error
  }
}

/**
 * @param {string} version
 * @returns {string}
 */
function shortVersion(version) {
  return version.replace(/^\d+:/, '')
}
