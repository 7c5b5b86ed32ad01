import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { describeAge } from '../src/records/describe-age.ts'
import { tempFolder, underlay } from './run-underlay.ts'

let folder = ''

beforeEach(() => {
  folder = tempFolder({})
  vi.stubEnv('XDG_RUNTIME_DIR', folder)
  vi.stubEnv('XDG_STATE_HOME', folder)
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'))
  // A Docker Engine of this machine is not the test's.
  vi.stubEnv('DOCKER_HOST', `unix://${folder}/none.sock`)
  onTestFinished(() => void vi.unstubAllEnvs())
})

/** What a killed supervisor leaves. */
async function deadLab(name: string): Promise<string> {
  mkdirSync(join(folder, 'underlay'), { mode: 0o700 })
  const path = join(folder, 'underlay', `${name}.1.sock`)
  const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => console.log('up'))`
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  return path
}

test('where no lab is, ls and gc say so on standard error, and data is empty', { timeout: 60_000 }, async () => {
  expect(await underlay(folder, 'ls')).toEqual({ code: 0, stdout: '', stderr: 'no lab is here\n  next: underlay up\n' })
  expect(await underlay(folder, 'gc')).toEqual({ code: 0, stdout: '', stderr: 'nothing is left over\n' })
  expect(JSON.parse((await underlay(folder, 'ls', '--json')).stdout)).toEqual([])
})

test('a dead lab is listed with its reason, told by gc --dry-run, removed by gc', { timeout: 60_000 }, async () => {
  const path = await deadLab('dead')
  const listed = await underlay(folder, 'ls')
  expect(listed.stdout).toMatch(
    /^NAME +ENGINE +HOST +STATE +LIFETIME +AGE +REASON\ndead +netns +- +stale +- +\ds +its sup/,
  )
  expect([listed.code, listed.stderr]).toEqual([0, 'underlay gc removes what dead labs left\n'])
  const dry = await underlay(folder, 'gc', '--dry-run', '--json')
  expect(JSON.parse(dry.stdout)).toEqual([
    { what: `socket ${path}`, lab: 'dead', reason: 'its supervisor has ended, and left its socket', removed: false },
  ])
  expect([existsSync(path), dry.stderr]).toEqual([true, 'nothing was removed; underlay gc removes it\n'])
  const { code, stdout } = await underlay(folder, 'gc')
  expect([code, existsSync(path)]).toEqual([0, false])
  expect(stdout).toMatch(/^WHAT +LAB +REMOVED +REASON\nsocket .* dead +yes /)
})

test('a lab whose supervisor was killed is told until it is ended', { timeout: 60_000 }, async () => {
  mkdirSync(join(folder, 'underlay'), { mode: 0o700 })
  const path = join(folder, 'underlay', 'dead.ended')
  writeFileSync(path, 'its supervisor was killed\n')
  expect((await underlay(folder, 'ls')).stdout).toMatch(
    /\ndead +netns +- +stale +persistent +\ds +its supervisor was killed/,
  )
  const looked = await underlay(folder, 'inspect', '--lab', 'dead')
  expect(looked).toEqual({
    code: 2,
    stdout: '',
    stderr: 'no lab named dead is running: its supervisor was killed\n  fix: underlay up\n',
  })
  expect([(await underlay(folder, 'down', 'dead')).code, existsSync(path)]).toEqual([0, false])
})

test('an age has its largest unit', () => {
  expect([0, 59, 60, 3599, 7200, 90_000].map((seconds) => describeAge(seconds * 1000))).toEqual([
    '0s',
    '59s',
    '1m',
    '59m',
    '2h',
    '1d',
  ])
})
