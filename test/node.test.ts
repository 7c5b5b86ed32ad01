import { execFile } from 'node:child_process'
import { resolve } from 'node:path'

import { expect, test } from 'vitest'

const node = resolve(import.meta.dirname, '../node_modules/.bin/node')
const resource = `
const open = (name: string): AsyncDisposable => {
  console.log('open', name)
  return { [Symbol.asyncDispose]: async () => { await null; console.log('close', name) } }
}`

/** Runs TypeScript as a module on the pinned Node, as the examples run. */
function runModule(
  text: string,
): Promise<{ readonly code: number; readonly lines: readonly string[]; readonly stderr: string }> {
  return new Promise((done) => {
    const argv = ['--input-type=module-typescript', '--eval', `${resource}\n${text}`]
    const child = execFile(node, argv, (_, stdout, stderr) => {
      done({ code: child.exitCode ?? -1, lines: stdout.trimEnd().split('\n'), stderr })
    })
  })
}

test('the pinned Node is a 24 that disposes in closures', async () => {
  const { lines } = await runModule('console.log(process.versions.node)')
  const [major = 0, minor = 0] = (lines[0] ?? '').split('.').map(Number)
  expect(major).toBe(24)
  expect(minor).toBeGreaterThanOrEqual(5)
})

test('await using at the top level of a module disposes at its end, last opened first', async () => {
  const { code, lines } = await runModule("await using a = open('a')\nawait using b = open('b')\nconsole.log('work')")
  expect(lines).toEqual(['open a', 'open b', 'work', 'close b', 'close a'])
  expect(code).toBe(0)
})

test('await using in a closure disposes before the call has returned', async () => {
  const text = `
    const outer = async () => {
      const name = 'a'
      const inner = async () => { await using a = open(name); console.log('work', typeof a) }
      await inner()
      console.log('after')
    }
    await outer()`
  expect((await runModule(text)).lines).toEqual(['open a', 'work object', 'close a', 'after'])
})

test('await using with a throw disposes, and the throw reaches the caller', async () => {
  const text = `
    try { await using a = open('a'); throw new Error('work failed') }
    catch (error) { console.log('caught', (error as Error).message) }`
  expect((await runModule(text)).lines).toEqual(['open a', 'close a', 'caught work failed'])
})

test('a throw in the work and one in the disposal come as one SuppressedError', async () => {
  const text = `
    const broken: AsyncDisposable = { [Symbol.asyncDispose]: async () => { throw new Error('close failed') } }
    try { await using a = broken; throw new Error('work failed') }
    catch (thrown) {
      const error = thrown as SuppressedError
      console.log(error.name, error.error.message, error.suppressed.message)
    }`
  expect((await runModule(text)).lines).toEqual(['SuppressedError close failed work failed'])
})

test('an uncaught throw at the top level still disposes, and fails the process', async () => {
  const { code, lines, stderr } = await runModule("await using a = open('a')\nthrow new Error('work failed')")
  expect(lines).toEqual(['open a', 'close a'])
  expect(stderr).toContain('work failed')
  expect(code).toBe(1)
})
