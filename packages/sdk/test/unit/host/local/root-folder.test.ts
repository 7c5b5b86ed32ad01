import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { LabError } from '../../../../src/errors.ts'
import { makeRoot, removeRoot, unusedRoots } from '../../../../src/host/local/root-folder.ts'
import { tempFolder } from '../../temp-folder.ts'

const hourMs = 60 * 60 * 1000

test('roots and drafts that nobody used for a day go, but for those of running labs', async () => {
  const folder = tempFolder()
  const nowMs = 100 * 24 * hourMs
  for (const [name, hours] of [
    ['root-used', 23],
    ['root-old', 25],
    ['root-old.1234', 25],
    ['root-running', 25],
    ['features', 25],
  ] as const) {
    const path = join(folder, name)
    mkdirSync(join(path, 'usr'), { recursive: true })
    writeFileSync(join(path, 'usr/ip'), '')
    const time = new Date(nowMs - hours * hourMs)
    utimesSync(path, time, time)
  }
  // As a lab's agent does.
  const lock = ['--shared', '--no-fork', join(folder, 'root-running'), 'sh', '-c', 'echo held; exec sleep 30']
  const lab = spawn('flock', lock, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void lab.kill('SIGKILL'))
  await once(lab.stdout, 'data')
  const unused = unusedRoots(folder, nowMs)
  expect(unused.toSorted()).toEqual(['root-old', 'root-old.1234'].map((name) => join(folder, name)))
  unused.forEach(removeRoot)
  removeRoot(join(folder, 'root-running'))
  expect(readdirSync(folder).toSorted()).toEqual(['features', 'root-running', 'root-used'])
})

test('a root that cannot be written is an error with a way out, and leaves nothing', () => {
  const folder = tempFolder()
  const path = join(folder, 'local', 'root-1')
  const entries = [
    { path: '/usr', folder: true },
    { path: '/missing/file', content: Buffer.from(''), executable: false },
  ] as const
  expect(() => makeRoot(path, entries)).toThrow(
    /^the root of local labs cannot be made: ENOENT: .*\n {2}fix: XDG_CACHE_HOME=/,
  )
  expect(readdirSync(join(folder, 'local'))).toEqual([])
  writeFileSync(join(folder, 'file'), '')
  expect(() => makeRoot(join(folder, 'file', 'root-1'), entries)).toThrow(LabError)
})
