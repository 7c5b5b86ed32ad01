import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { holderOf, introduce } from '../../../../src/host/supervisor/holder.ts'
import { tempFolder } from '../../temp-folder.ts'

/** Whom the lock is said to have, where its holder says `hello` to everybody. */
async function holderWho(hello: (socket: Socket) => void) {
  const path = join(tempFolder(), 'lock')
  const server = createServer((socket) => hello(socket.on('error', () => {}))).listen(path)
  onTestFinished(() => void server.close())
  return holderOf(path, 5000)
}

test('a holder says who it is', async () => {
  expect(await holderWho((socket) => introduce(socket))).toMatchObject({ pid: process.pid })
})

test.for(['hi', '{', 'null', '7', '{}', '{"pid":1}', '{"pid":"1","startedMs":1}'])(
  'a stranger who says %j is a holder of whom nothing is known',
  async (line) => {
    expect(await holderWho((socket) => void socket.write(`${line}\n`))).toBe('silent')
  },
)

test('of one who never ends a line little is kept', async () => {
  let sent = 0
  const flood = (socket: Socket): void => {
    const more = (): void => {
      for (;;) {
        if (socket.destroyed) return
        sent += 65_536
        if (!socket.write('x'.repeat(65_536))) return void socket.once('drain', more)
      }
    }
    more()
  }
  expect(await holderWho(flood)).toBe('silent')
  expect(sent).toBeLessThan(4 * 1024 * 1024)
})

async function introducedInParts(socket: Socket): Promise<void> {
  for (const part of ['{"pid":7,', '"startedMs":1}', '\n']) {
    socket.write(part)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

test('an introduction may come in parts', async () => {
  expect(await holderWho((socket) => void introducedInParts(socket))).toEqual({ pid: 7, startedMs: 1 })
})
