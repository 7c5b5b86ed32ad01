import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import type * as nodeFs from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { accelerators, rememberAccelerator } from '../../../../src/host/microvm/accelerator.ts'
import { tempFolder } from '../../temp-folder.ts'

const device = vi.hoisted(() => ({ usable: true }))

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof nodeFs>()
  const accessSync = (path: string, mode?: number): void => {
    if (path !== '/dev/kvm') return fs.accessSync(path, mode)
    if (!device.usable) throw new Error('EACCES')
  }
  return { ...fs, accessSync }
})

const kernel = '6.1.0-1-cloud-amd64'
let qemu = ''
let memory = ''

beforeEach(() => {
  device.usable = true
  const folder = tempFolder()
  vi.stubEnv('XDG_CACHE_HOME', folder)
  qemu = join(folder, 'qemu')
  memory = join(folder, 'underlay', 'microvm', 'accelerator.json')
  writeFileSync(qemu, '')
})

afterEach(() => vi.unstubAllEnvs())

const tried = (release = kernel): readonly string[] =>
  accelerators(qemu, release).map(({ accelerator, deadlineMs }) => `${accelerator} ${deadlineMs}`)

test('the first start tries KVM with a short deadline, then TCG', () => {
  expect(tried()).toEqual(['kvm 4000', 'tcg 60000'])
})

test('without /dev/kvm there is only TCG', () => {
  device.usable = false
  expect(tried()).toEqual(['tcg 60000'])
})

test('KVM that did not boot is not tried again; KVM that did gets its time', () => {
  rememberAccelerator(qemu, kernel, 'tcg')
  expect(tried()).toEqual(['tcg 60000'])
  rememberAccelerator(qemu, kernel, 'kvm')
  expect(tried()).toEqual(['kvm 20000', 'tcg 60000'])
})

test('what is remembered holds for this kernel and this QEMU only', () => {
  rememberAccelerator(qemu, kernel, 'tcg')
  expect(tried('6.12.0-1-cloud-amd64')).toHaveLength(2)
  utimesSync(qemu, 1, 1)
  expect(tried()).toHaveLength(2)
})

test('remembering one guest kernel keeps the other', () => {
  rememberAccelerator(qemu, kernel, 'tcg')
  rememberAccelerator(qemu, '6.12.0-1-cloud-amd64', 'kvm')
  expect(Object.values(JSON.parse(readFileSync(memory, 'utf8')) as object)).toEqual(['tcg', 'kvm'])
  expect(tried()).toEqual(['tcg 60000'])
})

test.for(['', '{"a', 'null', '7', '[]'])('a memory that was cut or is none is no memory: %j', (text) => {
  mkdirSync(dirname(memory), { recursive: true })
  writeFileSync(memory, text)
  expect(tried()).toEqual(['kvm 4000', 'tcg 60000'])
  rememberAccelerator(qemu, kernel, 'tcg')
  expect(tried()).toEqual(['tcg 60000'])
})
