import { readFileSync } from 'node:fs'

import { StartError } from '../failure.mjs'
import { run } from '../run.mjs'
import { findTool } from './tools.mjs'

/**
 * @typedef {object} Missing
 * @property {readonly import('./list.mjs').Installed[]} installed
 * @property {readonly string[]} unpacked
 */

/**
 * Refuses a machine whose packages `npm start` cannot fetch, saying what is needed there.
 *
 * @param {Missing} missing what is not there
 * @param {{ readonly osRelease: string, readonly arch: string, readonly hasApt: boolean }} machine text of
 * /etc/os-release, Node's name of the architecture, and whether apt-get and dpkg-deb are there
 * @throws {StartError} when the machine is no Debian, or not x86-64
 * @example
 * checkMachine({ installed: [], unpacked: ['bird2'] }, { osRelease: 'ID=debian', arch: 'x64', hasApt: true })
 */
export function checkMachine({ installed, unpacked }, { osRelease, arch, hasApt }) {
  const id = /^ID="?([^"\n]*)"?$/m.exec(osRelease)?.[1] ?? 'unknown'
  const tools = installed.map(({ name, provides }) => `${provides} (Debian's ${name})`)
  const needs = [...tools, ...unpacked.map((name) => `Debian's ${name}, unpacked`)].join(', ')
  if (!hasApt || id !== 'debian') {
    throw new StartError(
      `this machine runs ${id}; npm start prepares Debian 12 and 13 only. Missing here: ${needs}.\n` +
        'Run it on Debian, or in a Debian container or virtual machine.',
    )
  }
  if (arch !== 'x64' && unpacked.length > 0) {
    throw new StartError(
      `this machine is ${arch}; the lab's microVM boots Debian's cloud kernel for amd64, ` +
        `the one for ${arch} is not tried yet. Run npm start on an x86-64 Debian.`,
    )
  }
}

/**
 * What `checkMachine` asks about the machine that this runs on.
 *
 * @returns {Parameters<typeof checkMachine>[1]}
 * @example
 * thisMachine().arch // 'x64'
 */
export function thisMachine() {
  const hasApt = ['apt-get', 'apt-cache', 'dpkg-deb'].every((tool) => findTool(tool) !== undefined)
  return { osRelease: readOsRelease(), arch: process.arch, hasApt }
}

/**
 * The words that come before a command which needs root: none as root, `sudo -n` where sudo asks no password.
 *
 * @param {number} [uid] default: the user's
 * @returns {Promise<readonly string[] | undefined>} undefined when neither is possible
 * @example
 * await rootPrefix(0) // []
 */
export async function rootPrefix(uid = process.getuid?.() ?? -1) {
  if (uid === 0) return []
  const { code } = await run(['sudo', '-n', 'true'])
  return code === 0 ? ['sudo', '-n'] : undefined
}

/** @returns {string} */
function readOsRelease() {
  try {
    return readFileSync('/etc/os-release', 'utf8')
  } catch {
    return ''
  }
}
