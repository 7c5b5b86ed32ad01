import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { ToolMissingError } from '../../../../src/errors.ts'
import { cacheFolder } from '../../../../src/cache/cache-folder.ts'
import { installLine, installLineFor, unpackedDebian, unpackedRoots } from '../../../../src/host/guest-root/debian.ts'
import { findProgram, requireProgram } from '../../../../src/host/guest-root/programs.ts'
import { tempFolder } from '../../temp-folder.ts'
import { refusal } from '../../refusal.ts'

afterEach(() => vi.unstubAllEnvs())

function preparedCache() {
  const cache = tempFolder()
  vi.stubEnv('XDG_CACHE_HOME', cache)
  const folder = join(cache, 'underlay', 'debian')
  const kernel = { release: '6.1.0-1-cloud-amd64', image: join(folder, 'vmlinuz'), modules: join(folder, 'modules') }
  const root = join(folder, 'bird2')
  for (const path of [kernel.modules, root]) mkdirSync(path, { recursive: true })
  writeFileSync(kernel.image, '')
  const manifest = { kernel, roots: [root] }
  const write = (text: string): void => writeFileSync(join(folder, 'manifest.json'), text)
  write(JSON.stringify(manifest))
  return { folder, manifest, root, write }
}

function program(root: string, path: string, mode = 0o755): string {
  const file = join(root, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, '#!/bin/sh\n')
  chmodSync(file, mode)
  return file
}

test('the cache is in XDG_CACHE_HOME, else in ~/.cache', () => {
  vi.stubEnv('XDG_CACHE_HOME', '/somewhere')
  expect(cacheFolder()).toBe('/somewhere/underlay')
  vi.stubEnv('XDG_CACHE_HOME', '')
  vi.stubEnv('HOME', '/home/lab')
  expect(cacheFolder()).toBe('/home/lab/.cache/underlay')
})

test('unpacked packages are found by their manifest', () => {
  const { manifest } = preparedCache()
  expect(unpackedDebian()).toEqual(manifest)
})

test('never unpacked: the error has the line that prepares the machine', () => {
  vi.stubEnv('XDG_CACHE_HOME', tempFolder())
  const error = refusal(unpackedDebian, ToolMissingError)
  expect(error.install).toBe(installLine)
  expect(error.message.endsWith(installLine)).toBe(true)
  expect(installLine).toContain('apt-get install -y --no-install-recommends iproute2 nftables tcpdump qemu-system-x86')
})

test('whoever has the package without the repository gets a line without its npm start', () => {
  expect(installLine).toBe(installLineFor(true))
  expect(installLine).toMatch(/ qemu-system-x86 && npm start -- --prepare$/)
  expect(installLineFor(false)).toMatch(/ iproute2 nftables tcpdump qemu-system-x86 bird2 frr iputils-ping$/)
})

test('for a local lab all may be installed, and nothing unpacked; a part that is gone is missed', () => {
  vi.stubEnv('XDG_CACHE_HOME', tempFolder())
  expect(unpackedRoots()).toEqual([])
  const { root, write } = preparedCache()
  expect(unpackedRoots()).toEqual([root])
  rmSync(root, { recursive: true })
  expect(refusal(unpackedRoots, ToolMissingError).tool).toBe(root)
  write('')
  expect(refusal(unpackedRoots, ToolMissingError).install).toBe(installLine)
})

test.for(['the kernel', 'the modules', 'a package'])('%s is gone from the cache: it is named', (what) => {
  const { manifest, root } = preparedCache()
  const gone = { 'the kernel': manifest.kernel.image, 'the modules': manifest.kernel.modules }[what] ?? root
  rmSync(gone, { recursive: true })
  expect(refusal(unpackedDebian, ToolMissingError).tool).toBe(gone)
})

test.for(['', '{"kernel": {"rel', 'null', '[]', '{"kernel":{}}', '{"kernel":{"image":1,"modules":2},"roots":3}'])(
  'a manifest that was cut or is none is as good as missing: %s',
  (text) => {
    preparedCache().write(text)
    expect(refusal(unpackedDebian, ToolMissingError).install).toBe(installLine)
  },
)

test('a program is found on the system first, then in the unpacked packages', () => {
  const root = tempFolder()
  const unpacked = program(root, 'usr/sbin/underlay-test-bird')
  program(root, 'usr/bin/sh')
  expect(findProgram('underlay-test-bird', [tempFolder(), root])).toBe(unpacked)
  expect(findProgram('sh', [root])).toMatch(/^\/(usr\/)?bin\/sh$/)
})

test('a file that cannot be executed is no program', () => {
  const root = tempFolder()
  program(root, 'usr/bin/underlay-test-bird', 0o644)
  expect(findProgram('underlay-test-bird', [root])).toBeUndefined()
})

test('a program that the lab needs and that is nowhere is named, with the line that installs it', () => {
  const error = refusal(() => requireProgram('underlay-test-bird'), ToolMissingError)
  expect([error.tool, error.install]).toEqual(['underlay-test-bird', installLine])
  expect(requireProgram('sh')).toBe(findProgram('sh'))
})
