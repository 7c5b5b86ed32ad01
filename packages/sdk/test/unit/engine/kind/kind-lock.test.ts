import { statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { kindLock, kindLockFiles } from '../../../../src/engine/kind/kind-lock.ts'
import { LabError } from '../../../../src/errors.ts'
import { stateFolder } from '../../../../src/lab/state-folder.ts'
import { refusal } from '../../refusal.ts'
import { tempFolder } from '../../temp-folder.ts'
import { ownFolders } from './kind-lab.ts'

const platforms = ['linux', 'darwin'] as const
let state = ''

beforeEach(() => void (state = ownFolders()))

test.for(platforms)('on %s the lock hangs on the folder of records, and on nothing else', (platform) => {
  const own = kindLock('lab', platform)
  expect(kindLock('lab2', platform)).not.toBe(own)
  vi.stubEnv('XDG_RUNTIME_DIR', tempFolder())
  expect(kindLock('lab', platform)).toBe(own)
  vi.stubEnv('XDG_STATE_HOME', tempFolder())
  expect(kindLock('lab', platform)).not.toBe(own)
})

test('two names of one folder are one lock, also when it is not there yet', () => {
  const own = kindLock('lab', 'linux')
  const link = join(tempFolder(), 'link')
  symlinkSync(state, link)
  vi.stubEnv('XDG_STATE_HOME', link)
  expect(kindLock('lab', 'linux')).toBe(own)
})

test('however long the path of that folder, a name has room for every lab of kind', () => {
  vi.stubEnv('XDG_STATE_HOME', join(state, 'x'.repeat(200)))
  expect(Buffer.byteLength(kindLock('x'.repeat(63), 'linux'))).toBeLessThan(107)
  const { message, fix } = refusal(() => kindLock('x'.repeat(100), 'linux'), LabError)
  expect(message).toMatch(/^@underlay-kind\/\w{16}\/x+ has 132 bytes/)
  expect(fix).toBe('give the lab a shorter name')
  expect(refusal(() => kindLock('lab', 'darwin'), LabError).fix).toContain('set XDG_STATE_HOME to a shorter path')
})

test('where locks are files they are private, and listed', () => {
  expect(kindLockFiles()).toEqual([])
  const path = kindLock('lab', 'darwin')
  expect(path).toBe(join(stateFolder(), '.locks', 'lab.lock'))
  expect((statSync(join(stateFolder(), '.locks')).mode & 0o777).toString(8)).toBe('700')
  for (const name of [path, `${path}.next`, `${path}.abcdefg`]) writeFileSync(name, '')
  expect(kindLockFiles()).toEqual([path])
})

test('a folder that cannot be made is refused with what to set', () => {
  writeFileSync(join(state, 'file'), '')
  vi.stubEnv('XDG_STATE_HOME', join(state, 'file'))
  expect(refusal(() => kindLock('lab'), LabError)).toMatchObject({
    message: expect.stringContaining('cannot be made'),
    fix: 'set XDG_STATE_HOME',
  })
})
