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
