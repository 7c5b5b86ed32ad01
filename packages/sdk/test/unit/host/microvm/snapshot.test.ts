import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { EngineError, LabError } from '../../../../src/errors.ts'
import type { Machine } from '../../../../src/host/machine.ts'
import { snapshotsWanted, startFromSnapshot } from '../../../../src/host/microvm/snapshot.ts'
import type { Recipe } from '../../../../src/host/microvm/start-qemu.ts'
import { tempFolder } from '../../temp-folder.ts'

let recipe: Recipe
let folder = ''
let log = ''
const said: string[] = []

beforeEach(() => {
  const cache = tempFolder()
  folder = join(cache, 'underlay', 'microvm')
  mkdirSync(folder, { recursive: true })
  log = join(cache, 'log')
  const qemu = join(cache, 'qemu')
  writeFileSync(qemu, `#!/bin/sh\nexec "${process.execPath}" "${join(import.meta.dirname, 'fake-qemu.ts')}" "$@"\n`)
  chmodSync(qemu, 0o755)
  vi.stubEnv('XDG_CACHE_HOME', cache)
  vi.stubEnv('FAKE_QEMU_LOG', log)
  recipe = { qemu, accelerator: 'tcg', kernel: qemu, argv: ['-m', '1024'], deadlineMs: 5000 }
  said.length = 0
})

afterEach(() => vi.unstubAllEnvs())

async function start(): Promise<Machine> {
  const machine = await startFromSnapshot(recipe, (line) => said.push(line))
  if (machine instanceof EngineError) throw machine
  return machine
}

/** What QEMU was started for since the last time that this was asked. */
function starts(): string[] {
  const lines = readFileSync(log, 'utf8').trim().split('\n')
  writeFileSync(log, '')
  return lines
}

const snapshots = (): string[] => readdirSync(folder).filter((name) => name.startsWith('snapshot-'))
const inSnapshot = (name: string): string => join(folder, snapshots()[0] ?? '', name)

test('the first start takes the snapshot, and it and all others start from it', async () => {
  await start()
  expect(starts()).toEqual(['boot to take', 'resume'])
  await start()
  await start()
  expect([starts(), said]).toEqual([['resume', 'resume'], []])
  expect(readdirSync(folder)).toEqual(snapshots())
  expect(snapshots()).toHaveLength(1)
})

test('nobody else may look into a snapshot', async () => {
  await start()
  const modes = ['', 'state', 'memory', 'about.json'].map((name) => statSync(inSnapshot(name)).mode & 0o777)
  expect(modes.map((mode) => mode.toString(8))).toEqual(['700', '600', '600', '600'])
})

test('another recipe has a snapshot of its own', async () => {
  await start()
  recipe = { ...recipe, argv: ['-m', '2048'] }
  await start()
  expect(starts()).toEqual(['boot to take', 'resume', 'boot to take', 'resume'])
  expect(snapshots()).toHaveLength(2)
})

function changeAbout(change: (value: Record<string, unknown>) => object): void {
  const path = inSnapshot('about.json')
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')))))
}

describe('a snapshot that does not fit is refused, said in one line, and taken anew:', () => {
  test.for([
    ['its memory was changed', () => appendFileSync(inSnapshot('memory'), 'x'), /its files were changed/],
    ['its state was changed', () => writeFileSync(inSnapshot('state'), 'other'), /its files were changed/],
    ['its account was cut', () => writeFileSync(inSnapshot('about.json'), '{"fi'), /it is not whole/],
    ['others may write it', () => chmodSync(inSnapshot(''), 0o777), /others than its owner/],
    [
      'a crash came before it was on the disk',
      () => changeAbout((value) => ({ ...value, boot: 'another', onDisk: false })),
      /this machine went down before it was on the disk/,
    ],
  ] as const)('%s', async ([, spoil, why]) => {
    await start()
    starts()
    spoil()
    await start()
    expect(starts()).toEqual(['boot to take', 'resume'])
    expect(said).toEqual([expect.stringMatching(why)])
    expect(said[0]).not.toContain('\n')
    await start()
    expect(starts()).toEqual(['resume'])
    expect(readdirSync(folder)).toEqual(snapshots())
  })

  test('it is whole, and does not come up twice running', async () => {
    await start()
    starts()
    vi.stubEnv('FAKE_QEMU', 'say hello')
    recipe = { ...recipe, deadlineMs: 3000 }
    await start()
    said.length = 0
    starts()
    const machine = await start()
    expect(starts()).toEqual(['resume', 'boot to take', 'resume', 'boot'])
    expect(machine.kernel).toBe('6.1.0-fake')
    expect(said).toEqual([
      expect.stringMatching(/is taken anew: .* no answer within 3000 ms/),
      expect.stringMatching(/^no snapshot of the microVM is taken: .*UNDERLAY_SNAPSHOT=off/),
    ])
    expect(readdirSync(folder)).toEqual([])
  })
})

test('one that comes up too late, as on a busy machine, is kept, and the guest booted', async () => {
  await start()
  for (const _ of [1, 2]) {
    starts()
    vi.stubEnv('FAKE_QEMU', 'say hello')
    recipe = { ...recipe, deadlineMs: 3000 }
    expect((await start()).kernel).toBe('6.1.0-fake')
    expect([starts(), said]).toEqual([
      ['resume', 'boot'],
      [expect.stringMatching(/^the microVM is booted, and the snapshot \S+ kept: .* no answer within 3000 ms/)],
    ])
    said.length = 0
    vi.stubEnv('FAKE_QEMU', '')
    recipe = { ...recipe, deadlineMs: 5000 }
    await start()
    expect([starts(), said]).toEqual([['resume'], []])
  }
})

test('whoever ends a start ends that alone: the snapshot stays, and nothing else is started', async () => {
  await start()
  starts()
  vi.stubEnv('FAKE_QEMU', 'say hello')
  const ended = new AbortController()
  recipe = { ...recipe, signal: ended.signal }
  const starting = start()
  await vi.waitFor(() => expect(readFileSync(log, 'utf8')).toBe('resume\n'), { timeout: 4000 })
  ended.abort(new Error('enough'))
  await expect(starting).rejects.toThrow('enough')
  await expect(start()).rejects.toThrow('enough')
  expect([starts(), said, snapshots().length]).toEqual([['resume'], [], 1])
})

test('what cannot be tidied up beside a snapshot fails no start', async () => {
  symlinkSync('snapshot-loop', join(folder, 'snapshot-loop'))
  await start()
  expect([starts(), said]).toEqual([['boot to take', 'resume'], []])
})

test('after a restart of this machine one that is on the disk is used', async () => {
  await start()
  const path = inSnapshot('about.json')
  await vi.waitFor(() => expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ onDisk: true }))
  changeAbout((value) => ({ ...value, boot: 'another' }))
  starts()
  await start()
  expect([starts(), said]).toEqual([['resume'], []])
})

describe('where no snapshot can be taken, the guest is booted without, and nothing is left:', () => {
  test.for([
    ['write', /could not write the state/],
    ['know the capability', /QEMU says to migrate-set-capabilities: Parameter/],
    ['boot on a file', /QEMU ended \(exit code 7\)/],
  ] as const)('QEMU cannot %s', async ([what, why]) => {
    vi.stubEnv('FAKE_QEMU', what)
    expect((await start()).kernel).toBe('6.1.0-fake')
    expect(starts().at(-1)).toBe('boot')
    expect(said).toEqual([expect.stringMatching(why)])
    expect(readdirSync(folder)).toEqual([])
  })
})

test('a guest that does not boot in time is not booted again', async () => {
  vi.stubEnv('FAKE_QEMU', 'boot')
  recipe = { ...recipe, deadlineMs: 500 }
  await expect(start()).rejects.toThrow('no answer within 500 ms')
  expect(starts()).toEqual(['boot to take'])
  expect([said, readdirSync(folder)]).toEqual([[], []])
})

test('two that start at once both have a guest, and one snapshot is left', async () => {
  const other = spawn(process.execPath, [join(import.meta.dirname, 'start-once.ts'), JSON.stringify(recipe)])
  other.stdout.on('data', (line) => said.push(String(line)))
  const [, code] = await Promise.all([start(), once(other, 'exit')])
  expect([code, said]).toEqual([[0, null], []])
  expect(readdirSync(folder)).toEqual(snapshots())
  expect(snapshots()).toHaveLength(1)
})

test('UNDERLAY_SNAPSHOT is on or off', () => {
  expect([snapshotsWanted(), snapshotsWanted('on'), snapshotsWanted('off')]).toEqual([true, true, false])
  expect(() => snapshotsWanted('of')).toThrow(LabError)
})
