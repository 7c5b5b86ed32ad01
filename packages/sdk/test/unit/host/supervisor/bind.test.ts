import { lstatSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { EngineError } from '../../../../src/errors.ts'
import { bind } from '../../../../src/host/supervisor/bind.ts'
import { rejection } from '../../refusal.ts'
import { tempFolder } from '../../temp-folder.ts'

function server() {
  const made = createServer()
  onTestFinished(() => void made.close())
  return made
}

test('an abstract address is shown with @', async () => {
  const address = `\0${join(tempFolder(), 'lab')}`
  await bind(server(), address)
  const { message } = await rejection(bind(server(), address), EngineError)
  expect(message).toContain(`cannot listen at @${address.slice(1)}: `)
})

test('later problems of a server that listens do not end the process', async () => {
  const listening = server()
  await bind(listening, join(tempFolder(), 'lab.sock'))
  const emit = () => listening.emit('error', new Error('too many open files'))
  expect([emit(), emit()]).toEqual([true, true])
})

test("a socket is nobody else's to open, whatever the umask", async () => {
  const path = join(tempFolder(), 'lab.sock')
  await bind(server(), path)
  expect((lstatSync(path).mode & 0o777).toString(8)).toBe('600')
})

test('where it cannot be bound the error has the fix of who asked', async () => {
  const { fix } = await rejection(bind(server(), '/proc/lab.sock', 'take another folder'), EngineError)
  expect(fix).toBe('take another folder')
})
