import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { EngineError } from '../../../../src/errors.ts'
import { takeLock } from '../../../../src/host/supervisor/lock.ts'
import { rejection } from '../../refusal.ts'
import { tempFolder } from '../../temp-folder.ts'

const source = new URL('../../../../src/host/supervisor/lock.ts', import.meta.url).href

async function take(address: string) {
  const lock = await takeLock(createServer(), address)
  if (lock !== undefined) onTestFinished(() => lock.release())
  return lock
}

async function takeMany(address: string) {
  const all = await Promise.all(Array.from({ length: 12 }, () => take(address)))
  return all.filter((lock) => lock !== undefined)
}

/** Takes the lock in a process of its own, and kills that. */
async function leaveBehind(address: string): Promise<void> {
  const script = `const { takeLock } = await import('${source}')
const { createServer } = await import('node:net')
console.log((await takeLock(createServer(), ${JSON.stringify(address)})) ? 'held' : 'in use')`
  const flags = ['--input-type=module', '--disable-warning=ExperimentalWarning', '--eval', script]
  const holder = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void holder.kill('SIGKILL'))
  const [said] = (await once(holder.stdout, 'data')) as [Buffer]
  expect(said.toString()).toBe('held\n')
  expect(await take(address)).toBeUndefined()
  holder.kill('SIGKILL')
  await once(holder, 'exit')
}

const fileIn = (): string => join(tempFolder(), 'lab.lock')

describe.for([
  ['an abstract name', () => `\0${join(tempFolder(), 'lab')}`],
  ['a file', fileIn],
] as const)('%s', ([, addressOf]) => {
  test('is taken once, and again when it was released', async () => {
    const address = addressOf()
    const lock = await take(address)
    expect(lock).toBeDefined()
    expect(await take(address)).toBeUndefined()
    lock?.release()
    expect(await take(address)).toBeDefined()
  })

  test('one of many gets it', async () => {
    expect(await takeMany(addressOf())).toHaveLength(1)
  })

  test('one of many gets what a killed holder left', async () => {
    const address = addressOf()
    await leaveBehind(address)
    expect(existsSync(address)).toBe(!address.startsWith('\0'))
    expect(await takeMany(address)).toHaveLength(1)
    expect(await take(address)).toBeUndefined()
  })
})

test('a taker that was killed between its two names is in nobody’s way', async () => {
  const address = fileIn()
  await leaveBehind(address)
  await leaveBehind(`${address}.next`)
  expect(await takeMany(address)).toHaveLength(1)
})

test('who has released a file leaves nothing, and who did not get it neither', async () => {
  const address = fileIn()
  const lock = await take(address)
  await takeMany(address)
  expect(readdirSync(dirname(address))).toEqual(['lab.lock'])
  lock?.release()
  expect(readdirSync(dirname(address))).toEqual([])
})

test('what cannot be bound for another reason is no lock that somebody holds', async () => {
  const path = join(tempFolder(), 'missing', 'lab')
  const { message } = await rejection(takeLock(createServer(), path), EngineError)
  expect(message).toMatch(new RegExp(`^cannot listen at ${path}\\..*: .*EACCES|ENOENT`))
})
