import { closeSync, existsSync, openSync, readSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { StartError } from '../failure.mjs'
import { run } from '../run.mjs'

// FRR keeps its daemons and their common library in folders of its own.
const programFolders = ['bin', 'sbin', 'usr/bin', 'usr/sbin', 'usr/lib/frr']
const libraryFolders = [
  'lib',
  'usr/lib',
  'lib/x86_64-linux-gnu',
  'usr/lib/x86_64-linux-gnu',
  'usr/lib/x86_64-linux-gnu/frr',
]

/**
 * The names of the library packages that installing a package would newly bring, from apt's simulation.
 *
 * @param {string} simulation what `apt-get -s install` printed
 * @param {string} name the package itself, left out
 * @returns {readonly string[]}
 * @see https://manpages.debian.org/bookworm/apt/apt-get.8.en.html
 * @example
 * newLibraries('Inst libreadline8 (8.2-1.3 Debian:12 [amd64])\nInst libc6 [2.36-9] (2.36-10 …)', 'bird2') // ['libreadline8']
 */
export function newLibraries(simulation, name) {
  // A version in square brackets is the one installed now: the machine has that library.
  const lines = simulation.matchAll(/^Inst (\S+) \(/gm)
  return [...lines].map((match) => match[1] ?? '').filter((one) => one !== name && /^lib[a-z0-9]/.test(one))
}

/**
 * The libraries that an unpacked package's programs do not find on this machine.
 *
 * @param {string} folder the unpacked package
 * @param {readonly string[]} roots unpacked folders whose libraries count as well
 * @param {{ readonly signal?: AbortSignal | undefined }} [options]
 * @returns {Promise<readonly string[]>} sonames, such as `libreadline.so.8`; empty when all are there
 * @throws {StartError} when ldd cannot read a program
 * @example
 * await missingLibraries('/c/bird2_2.0.12-7', [])
 */
export async function missingLibraries(folder, roots, { signal } = {}) {
  const programs = elfPrograms(folder)
  if (programs.length === 0) return []
  const env = { LD_LIBRARY_PATH: libraryPath(roots) }
  const { code, stdout, stderr } = await run(['ldd', ...programs], { env, signal })
  if (code !== 0) throw new StartError(`ldd ${programs.join(' ')}: exit code ${code}\n${stderr.trim()}`)
  return [...new Set([...stdout.matchAll(/^\s*(\S+) => not found$/gm)].map((match) => match[1] ?? ''))]
}

/**
 * The value of LD_LIBRARY_PATH that finds the libraries of unpacked folders.
 *
 * @param {readonly string[]} roots
 * @returns {string}
 * @example
 * libraryPath(['/c/libreadline8_8.2-1.3'])
 */
function libraryPath(roots) {
  return roots
    .flatMap((root) => libraryFolders.map((folder) => join(root, folder)))
    .filter((path) => existsSync(path))
    .join(':')
}

/**
 * @param {string} folder
 * @returns {readonly string[]}
 */
function elfPrograms(folder) {
  return programFolders
    .map((place) => join(folder, place))
    .filter((place) => existsSync(place))
    .flatMap((place) =>
      readdirSync(place, { withFileTypes: true }).map((entry) => ({ entry, path: join(place, entry.name) })),
    )
    .filter(({ entry, path }) => entry.isFile() && isElf(path))
    .map(({ path }) => path)
}

/**
 * @param {string} path
 * @returns {boolean}
 */
function isElf(path) {
  const file = openSync(path, 'r')
  try {
    const magic = Buffer.alloc(4)
    readSync(file, magic, 0, 4, 0)
    return magic.equals(Buffer.from([0x7f, 0x45, 0x4c, 0x46]))
  } finally {
    closeSync(file)
  }
}
