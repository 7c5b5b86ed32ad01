import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { StartError } from '../failure.mjs'
import { describePackage } from './apt.mjs'
import { purposeOf } from './list.mjs'
import { unpackPackage, unpackedFolder } from './unpack.mjs'

/**
 * The kernel package that a meta package stands for.
 *
 * @param {import('./apt.mjs').Available} meta such as linux-image-cloud-amd64
 * @returns {string} such as linux-image-6.1.0-56-cloud-amd64
 * @throws {StartError} when it depends on none
 * @example
 * kernelPackage({ name: 'linux-image-cloud-amd64', version: '1', depends: ['linux-image-6.1.0-56-cloud-amd64'] })
 */
export function kernelPackage({ name, version, depends }) {
  const found = depends.find((one) => /^linux-image-\d/.test(one))
  if (found === undefined) throw new StartError(`${name} ${version} depends on no kernel: ${depends.join(', ')}`)
  return found
}

/**
 * Where the kernel's image and modules are in an unpacked folder.
 *
 * @param {string} folder
 * @returns {import('./cache.mjs').Manifest['kernel'] | undefined} undefined when one of them is missing
 * @example
 * findKernel('/c/linux-image-6.1.0-56-cloud-amd64_6.1.192-2')?.release // '6.1.0-56-cloud-amd64'
 */
export function findKernel(folder) {
  const boot = join(folder, 'boot')
  const file = existsSync(boot) ? readdirSync(boot).find((name) => name.startsWith('vmlinuz-')) : undefined
  if (file === undefined) return undefined
  const release = file.slice('vmlinuz-'.length)
  // Debian 13 has moved the modules below /usr.
  const places = ['lib/modules', 'usr/lib/modules'].map((place) => join(folder, place, release))
  const modules = places.find((place) => existsSync(place))
  return modules === undefined ? undefined : { release, image: join(boot, file), modules }
}

/**
 * Unpacks the kernel of a meta package into the cache.
 *
 * @param {import('./apt.mjs').Apt} apt
 * @param {string} folder the cache's `debian` folder
 * @param {string} metaName such as linux-image-cloud-amd64
 * @returns {Promise<Pick<import('./cache.mjs').Manifest, 'kernel' | 'packages'>>} the packages are the meta package and
 * the kernel's own
 * @throws {StartError} when there is no such kernel, or it is not whole
 * @example
 * (await unpackKernel(apt, '/c', 'linux-image-cloud-amd64')).kernel.image
 */
export async function unpackKernel(apt, folder, metaName) {
  const meta = await describePackage(apt, metaName)
  const real = await describePackage(apt, kernelPackage(meta))
  const target = unpackedFolder(folder, real)
  // A cleaner of old files may have been here.
  if (existsSync(target) && findKernel(target) === undefined) rmSync(target, { recursive: true, force: true })
  const kernel = findKernel(await unpackPackage(apt, folder, real, purposeOf(metaName)))
  if (kernel === undefined) throw new StartError(`${target} holds no kernel with its modules`)
  return { kernel, packages: [meta, real].map(({ name, version }) => ({ name, version })) }
}
