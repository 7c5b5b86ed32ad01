import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { say } from '../say.mjs'
import { installPackages, withFreshLists } from './apt.mjs'
import { cacheFolder, readManifest } from './cache.mjs'
import { unpackKernel } from './kernel.mjs'
import { readDebianPackages } from './list.mjs'
import { checkMachine, thisMachine } from './machine.mjs'
import { unpackPrograms } from './programs.mjs'
import { missingTools } from './tools.mjs'
import { removeLeftovers } from './unpack.mjs'

/**
 * Brings the Debian packages of a lab: installs the tools that are missing, unpacks the kernel, BIRD, FRR and ping into
 * the cache, and writes `debian/manifest.json` there for the SDK. On a prepared machine it only looks.
 *
 * @param {string} root the repository
 * @param {{ readonly signal?: AbortSignal | undefined }} [options]
 * @returns {Promise<import('./cache.mjs').Manifest>}
 * @throws {import('../failure.mjs').StartError} when something is missing that this user or machine cannot get
 * @example
 * (await prepareDebianPackages('/work/underlay')).kernel.release
 */
export async function prepareDebianPackages(root, { signal } = {}) {
  const list = readDebianPackages(root)
  const folder = join(cacheFolder(), 'debian')
  const installed = missingTools(list.installed)
  const manifest = readManifest(folder, list.unpacked)
  if (installed.length === 0 && manifest !== undefined) return manifest
  checkMachine({ installed, unpacked: manifest === undefined ? list.unpacked : [] }, thisMachine())
  /** @type {import('./apt.mjs').Apt} */
  const apt = { signal, isFresh: false }
  await installPackages(apt, installed)
  return manifest ?? (await withFreshLists(apt, () => unpackAll(apt, folder, list.unpacked)))
}

/**
 * @param {import('./apt.mjs').Apt} apt
 * @param {string} folder
 * @param {readonly string[]} names the kernel's meta package first
 * @returns {Promise<import('./cache.mjs').Manifest>}
 */
async function unpackAll(apt, folder, [kernelName = '', ...programNames]) {
  removeLeftovers(folder)
  const { kernel, packages } = await unpackKernel(apt, folder, kernelName)
  const programs = []
  for (const name of programNames) programs.push(await unpackPrograms(apt, folder, name))
  const manifest = {
    kernel,
    roots: [...new Set(programs.flatMap(({ roots }) => roots))],
    packages: [...packages, ...programs.flatMap((program) => program.packages)],
  }
  writeManifest(folder, manifest)
  say(`ready: kernel ${kernel.release}, ${programNames.join(', ')}`)
  return manifest
}

/**
 * @param {string} folder
 * @param {import('./cache.mjs').Manifest} manifest
 */
function writeManifest(folder, manifest) {
  mkdirSync(folder, { recursive: true })
  const scratch = join(folder, `manifest.json.${process.pid}`)
  writeFileSync(scratch, `${JSON.stringify(manifest, undefined, 2)}\n`)
  renameSync(scratch, join(folder, 'manifest.json'))
}
