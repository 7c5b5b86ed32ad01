import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createKindCluster, exec, type Cluster } from '../../src/index.ts'
import { twoNodes } from './two-nodes.ts'

const mebibyte = 1024 * 1024
let cluster: Cluster

beforeAll(async () => {
  cluster = await createKindCluster(twoNodes(`exec-input-${process.pid}`), { engine: 'netns', host: 'local' })
})

afterAll(() => cluster[Symbol.asyncDispose]())

/** So many mebibytes, and how many of them were read. */
function much(count: number) {
  const read = { mebibytes: 0 }
  const source = function* () {
    while (read.mebibytes < count) {
      read.mebibytes++
      yield Buffer.alloc(mebibyte, 'x')
    }
  }
  return { read, stdin: Readable.from(source(), { objectMode: false, highWaterMark: 1 }) }
}

test('what a program does not read waits where it comes from', async () => {
  const { read, stdin } = much(256)
  const stop = new AbortController()
  const running = exec(cluster.node('worker'), ['sleep', '60'], { stdin, signal: stop.signal })
  await pause(1000)
  const first = read.mebibytes
  await pause(500)
  const then = read.mebibytes
  stop.abort('SIGTERM')
  expect(await running).toBe(143)
  expect(then).toBe(first)
  expect(first).toBeLessThan(5)
})

test('what it reads comes whole, however much, and one that reads only the beginning ends', async () => {
  const { stdin } = much(64)
  const stdout = new PassThrough()
  expect(await exec(cluster.node('worker'), ['wc', '-c'], { stdin, stdout })).toBe(0)
  stdout.end()
  expect((await text(stdout)).trim()).toBe(String(64 * mebibyte))
  const some = much(64)
  expect(
    await exec(cluster.node('worker'), ['head', '-c', '1'], { stdin: some.stdin, stdout: new PassThrough() }),
  ).toBe(0)
})

test('a program that has closed its input stops nobody who writes on', async () => {
  const { read, stdin } = much(16)
  const running = exec(cluster.node('worker'), ['sh', '-c', 'exec <&-; sleep 2'], { stdin })
  await expect.poll(() => read.mebibytes, { timeout: 1900 }).toBe(16)
  expect(await running).toBe(0)
})
