import { existsSync, mkdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { parsePackage } from '../debian/apt.mjs'
import { cacheFolder, readManifest, shortPath } from '../debian/cache.mjs'
import { findKernel, kernelPackage } from '../debian/kernel.mjs'
import { missingLibraries, newLibraries } from '../debian/libraries.mjs'
import { checkMachine } from '../debian/machine.mjs'
import { findTool, missingTools } from '../debian/tools.mjs'
import { removeLeftovers, unpackedFolder } from '../debian/unpack.mjs'
import { temporaryFolder } from './folder.ts'

const record = `Package: linux-image-cloud-amd64
Version: 6.1.192-2
Depends: linux-image-6.1.0-56-cloud-amd64 (= 6.1.192-2), kmod | module-init-tools
Description: Linux for x86-64 cloud (meta-package)

Package: linux-image-cloud-amd64
Version: 6.1.1-1
`

test('apt-cache show: the first record counts, alternatives give their first name', () => {
  expect(parsePackage(record)).toEqual({
    name: 'linux-image-cloud-amd64',
    version: '6.1.192-2',
    depends: ['linux-image-6.1.0-56-cloud-amd64', 'kmod'],
  })
  expect(parsePackage('')).toBeUndefined()
})

test('a meta package leads to its kernel, and one without is refused', () => {
  const meta = parsePackage(record)
  expect(meta && kernelPackage(meta)).toBe('linux-image-6.1.0-56-cloud-amd64')
  expect(() => kernelPackage({ name: 'x', version: '1', depends: ['kmod'] })).toThrow('x 1 depends on no kernel: kmod')
})

test.each(['lib/modules', 'usr/lib/modules'])('a kernel with its modules below %s is whole', (modules) => {
  using folder = temporaryFolder({ 'boot/vmlinuz-6.1': 'kernel', 'boot/config-6.1': 'config' })
  expect(findKernel(folder.path)).toBeUndefined()
  mkdirSync(join(folder.path, modules, '6.1'), { recursive: true })
  expect(findKernel(folder.path)).toEqual({
    release: '6.1',
    image: join(folder.path, 'boot/vmlinuz-6.1'),
    modules: join(folder.path, modules, '6.1'),
  })
})

test('only libraries that are not installed at all are unpacked', () => {
  const simulation = `Inst libc6 [2.36-9] (2.36-10 Debian:12 [amd64])
Inst readline-common (8.2-1.3 Debian:12 [all])
Inst libreadline8 (8.2-1.3 Debian:12 [amd64])
Inst adduser (3.134 Debian:12 [all])
Inst bird2 (2.0.12-7 Debian:12 [amd64])
Conf libreadline8 (8.2-1.3 Debian:12 [amd64])`
  expect(newLibraries(simulation, 'bird2')).toEqual(['libreadline8'])
})

test('a folder without programs lacks no library', async () => {
  using folder = temporaryFolder({ 'usr/sbin/script': '#!/bin/sh\n' })
  expect(await missingLibraries(folder.path, [])).toEqual([])
})

test('a version with an epoch gives a folder without a colon', () => {
  expect(unpackedFolder('/c', { name: 'iputils-ping', version: '3:2022-1' })).toBe('/c/iputils-ping_3%3a2022-1')
})

test('the manifest counts when it names every package and its files exist', () => {
  using folder = temporaryFolder({ image: '', 'modules/a.ko': '', 'bird/x': '' })
  const at = (name: string) => join(folder.path, name)
  const manifest = {
    kernel: { release: '6.1', image: at('image'), modules: at('modules') },
    roots: [at('bird')],
    packages: [{ name: 'bird2', version: '2' }],
  }
  using written = temporaryFolder({ 'manifest.json': JSON.stringify(manifest) })
  expect(readManifest(written.path, ['bird2'])).toEqual(manifest)
  expect(readManifest(written.path, ['bird2', 'iputils-ping'])).toBeUndefined()
  expect(readManifest(folder.path, [])).toBeUndefined()
  using gone = temporaryFolder({ 'manifest.json': JSON.stringify({ ...manifest, roots: [at('no')] }) })
  expect(readManifest(gone.path, ['bird2'])).toBeUndefined()
})

test.each([
  '',
  '{',
  'null',
  '{"kernel":{}}',
  '{"kernel":{"release":1,"image":"/","modules":"/"},"roots":["/"],"packages":[]}',
])('a broken manifest (%s) counts as none', (text) => {
  using folder = temporaryFolder({ 'manifest.json': text })
  expect(readManifest(folder.path, [])).toBeUndefined()
})

test('temporary folders of killed runs go after an hour', () => {
  using folder = temporaryFolder({ '.unpacking-old/x': '', '.unpacking-new/x': '', 'bird2_2/x': '' })
  utimesSync(join(folder.path, '.unpacking-old'), 1000, 1000)
  removeLeftovers(folder.path)
  const left = ['.unpacking-old', '.unpacking-new', 'bird2_2'].filter((name) => existsSync(join(folder.path, name)))
  expect(left).toEqual(['.unpacking-new', 'bird2_2'])
})

test('the cache follows XDG_CACHE_HOME when it is absolute', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/x' })).toBe('/x/underlay')
  expect(cacheFolder({ XDG_CACHE_HOME: 'x' })).toMatch(/\.cache\/underlay$/)
  expect(shortPath('/home/a/.cache', '/home/a')).toBe('~/.cache')
  expect(shortPath('/home/ab', '/home/a')).toBe('/home/ab')
})

test('tools are executable files in PATH or sbin', () => {
  using folder = temporaryFolder({ 'bin/nft-x': '' })
  expect(findTool('nft-x', join(folder.path, 'bin'))).toBe(join(folder.path, 'bin/nft-x'))
  expect(findTool('bin', folder.path)).toBeUndefined()
  const wanted = { name: 'x', provides: 'nft-x', purpose: 'a test' }
  expect(missingTools([wanted], '/nowhere')).toEqual([wanted])
})

test.each([
  [{ osRelease: 'ID=fedora\n', arch: 'x64', hasApt: false }, /runs fedora.*ip \(Debian's iproute2\), Debian's bird2/s],
  [{ osRelease: 'ID=ubuntu\nID_LIKE=debian\n', arch: 'x64', hasApt: true }, /runs ubuntu/],
  [{ osRelease: 'ID=debian\n', arch: 'arm64', hasApt: true }, /this machine is arm64.*not tried yet/s],
])('%j is refused with what is missing', (machine, message) => {
  const missing = { installed: [{ name: 'iproute2', provides: 'ip', purpose: 'links' }], unpacked: ['bird2'] }
  expect(() => checkMachine(missing, machine)).toThrow(message)
})

test('Debian on x86-64 is accepted', () => {
  const machine = { osRelease: 'NAME="Debian"\nID=debian\n', arch: 'x64', hasApt: true }
  expect(checkMachine({ installed: [], unpacked: ['bird2'] }, machine)).toBeUndefined()
})
