import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {object} Installed a package that is installed on this machine
 * @property {string} name Debian's name
 * @property {string} provides the command that it brings
 * @property {string} purpose what Underlay needs it for
 */

/**
 * @typedef {object} DebianPackages
 * @property {readonly Installed[]} installed
 * @property {readonly string[]} unpacked names of packages that are only unpacked into the cache
 */

/**
 * The Debian packages that a lab needs, from `packages/sdk/debian-packages.json`, which the SDK reads as well.
 *
 * @param {string} root the repository
 * @returns {DebianPackages}
 * @example
 * readDebianPackages('/work/underlay').unpacked // ['linux-image-cloud-amd64', 'bird2', 'frr', 'iputils-ping']
 */
export function readDebianPackages(root) {
  return JSON.parse(readFileSync(join(root, 'packages/sdk/debian-packages.json'), 'utf8'))
}

/** What an unpacked package is for, as `npm start` says it. */
const purposes = new Map([
  ['linux-image-cloud-amd64', "the microVM's kernel; not installed on this machine"],
  ['bird2', "the routing daemon of the lab's nodes; not installed on this machine"],
  ['frr', 'the routing daemons of gateways; not installed on this machine'],
  ['iputils-ping', "the probe of the lab's nodes; not installed on this machine"],
])

/**
 * Why a package is unpacked, in a few words.
 *
 * @param {string} name Debian's name
 * @returns {string}
 * @example
 * purposeOf('libreadline8') // 'a library that the above need; not installed on this machine'
 */
export function purposeOf(name) {
  return purposes.get(name) ?? 'a library that the above need; not installed on this machine'
}
