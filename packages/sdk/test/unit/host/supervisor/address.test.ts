import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LabError } from '../../../../src/errors.ts'
import {
  listSockets,
  lockAddress,
  runtimeFolder,
  socketPath,
  socketPaths,
} from '../../../../src/host/supervisor/address.ts'
import { refusal } from '../../refusal.ts'
import { tempFolder } from '../../temp-folder.ts'

const uid = process.getuid?.() ?? 0
let runtime = ''

beforeEach(() => {
  runtime = tempFolder()
  vi.stubEnv('XDG_RUNTIME_DIR', runtime)
})

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

test('the folder is private', () => {
  const folder = runtimeFolder()
  expect(folder).toBe(join(runtime, 'underlay'))
  expect(modeOf(folder)).toBe('700')
})

test('a folder that was open to others is made private', () => {
  mkdirSync(join(runtime, 'underlay'))
  chmodSync(join(runtime, 'underlay'), 0o755)
  expect(modeOf(runtimeFolder())).toBe('700')
})

test.for(['', 'missing'])('without a usable XDG_RUNTIME_DIR (%j) it is in /tmp, by user', (given) => {
  vi.stubEnv('XDG_RUNTIME_DIR', given && join(runtime, given))
  expect(runtimeFolder()).toBe(`/tmp/underlay-${uid}`)
})

test('a relative XDG_RUNTIME_DIR is ignored: each process would have another folder', () => {
  vi.spyOn(process, 'cwd').mockReturnValue(runtime)
  vi.stubEnv('XDG_RUNTIME_DIR', '.')
  expect(runtimeFolder()).toBe(`/tmp/underlay-${uid}`)
})

test('where it cannot be made, or made private, the error says what to set', () => {
  writeFileSync(join(runtime, 'underlay'), '')
  const { message, fix } = refusal(runtimeFolder, LabError)
  expect(message).toContain(`${join(runtime, 'underlay')} cannot be made: EEXIST`)
  expect(fix).toBe('set XDG_RUNTIME_DIR to a folder that you can write to')
  vi.stubEnv('XDG_RUNTIME_DIR', '/proc')
  expect(refusal(runtimeFolder, LabError)).toMatchObject({ fix })
})

test('a folder of another user is refused', () => {
  mkdirSync(join(runtime, 'underlay'))
  if (uid === 0) chownSync(join(runtime, 'underlay'), 65_534, 65_534)
  else vi.spyOn(process, 'getuid').mockReturnValue(uid + 1)
  const { message, fix } = refusal(runtimeFolder, LabError)
  expect(message).toContain(`${join(runtime, 'underlay')} belongs to user ${uid === 0 ? 65_534 : uid}`)
  expect(fix).toBe('remove it, or set XDG_RUNTIME_DIR')
})

test("another user's link to a folder of ours is refused: its owner counts, not its target's", () => {
  const target = join(runtime, 'ours')
  mkdirSync(target)
  symlinkSync(target, join(runtime, 'underlay'))
  // Only root can give the target to the one who asks; for others the link is as foreign as its target.
  if (uid === 0) chownSync(target, uid + 1, uid + 1)
  vi.spyOn(process, 'getuid').mockReturnValue(uid + 1)
  expect(refusal(runtimeFolder, LabError).message).toContain(`belongs to user ${uid}`)
})

test("a lab's sockets are found by its whole name", () => {
  const mine = [socketPath('lab', 12), socketPath('lab', 7)]
  const others = [socketPath('lab.7', 1), socketPath('lab2', 12), socketPath('a-lab', 12)]
  for (const path of [...mine, ...others, join(runtimeFolder(), 'lab.sock'), join(runtimeFolder(), 'notes')]) {
    writeFileSync(path, '')
  }
  expect(socketPaths('lab').sort()).toEqual(mine.sort())
  expect(new Set(listSockets().map(({ lab }) => lab))).toEqual(new Set(['lab', 'lab.7', 'lab2', 'a-lab']))
})

test('the lock is an abstract socket, one for each lab in each folder', () => {
  const address = lockAddress('lab')
  expect(address).toBe(`\0${join(runtime, 'underlay', 'lab')}`)
  vi.stubEnv('XDG_RUNTIME_DIR', tempFolder())
  expect(lockAddress('lab')).not.toBe(address)
})

test.for(['darwin', 'freebsd'] as const)('on %s, which has no abstract sockets, it is a file', (platform) => {
  const address = lockAddress('lab', platform)
  expect(address).toBe(join(runtime, 'underlay', 'lab.lock'))
  writeFileSync(address, '')
  expect(listSockets()).toEqual([])
})

/** The name that makes the socket's path, with the longest process number, that many bytes long. */
function labOf(bytes: number): string {
  return 'é'.repeat(4) + 'x'.repeat(bytes - 8 - Buffer.byteLength(`${runtimeFolder()}/.4194304.sock`))
}

test("a socket's path has at most 107 bytes, whatever the process number", () => {
  expect(Buffer.byteLength(socketPath(labOf(107), 4_194_304))).toBe(107)
  const { message, fix } = refusal(() => socketPath(labOf(108), 1), LabError)
  expect(message).toContain("has 108 bytes, a socket's path at most 107")
  expect(fix).toBe('set XDG_RUNTIME_DIR to a shorter path, or give the lab a shorter name')
})

test('a lock that is too long is refused, in writing', () => {
  const { message } = refusal(() => lockAddress('x'.repeat(108)), LabError)
  expect(message).toMatch(/^@\/.* bytes/)
  expect(refusal(() => lockAddress('x'.repeat(108), 'darwin'), LabError).message).toMatch(/^\/.* bytes/)
})
