import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EngineError } from '../../../../src/errors.ts'
import { connectTo } from '../../../../src/host/connection.ts'
import { encodeFrame, frameReader } from '../../../../src/host/wire/frame.ts'
import { rejection } from '../../refusal.ts'
import { tempFolder } from '../../temp-folder.ts'
import { fakeSupervisor, infoAnswer, listen } from './fake-supervisor.ts'

// As where its machine ended after it had said that it is up.
test('nobody listens: the error says where, and what to do', async () => {
  const path = join(tempFolder(), 'lab.1.sock')
  const { message, fix } = await rejection(connectTo(path), EngineError)
  expect(message).toContain(`the lab is gone: no supervisor answers at ${path}`)
  expect(fix).toBe('build it again: underlay up')
})

async function pendingOn(connection: Awaited<ReturnType<typeof connectTo>>): Promise<unknown[]> {
  const running = connection.spawn('worker', ['sleep', '1000'])
  const ended = Promise.all([running.stdout, running.stderr].map((stream) => stream.resume().toArray()))
  const held = connection.exclusively(() => new Promise(() => {}))
  const waiting = connection.exclusively(async () => {})
  void held.catch(() => {})
  const pending = [running.exited, connection.write('/a', 'x'), waiting]
  const reasons = (await Promise.allSettled(pending)).map((outcome) =>
    outcome.status === 'rejected' ? outcome.reason : outcome,
  )
  expect(await ended).toEqual([[], []])
  return reasons
}

test('a supervisor that is gone rejects everything that is pending', async () => {
  const supervisor = await fakeSupervisor()
  const reasons = pendingOn(await supervisor.connect())
  setTimeout(() => supervisor.clients[0]?.destroy(), 20)
  const why = new EngineError('the lab is gone: its supervisor ended', 'build it again: underlay up')
  expect(await reasons).toEqual([why, why, why])
})

test('a machine that ended says why, to everything pending and to everything later', async () => {
  const supervisor = await fakeSupervisor()
  const connection = await supervisor.connect()
  const reasons = pendingOn(connection)
  setTimeout(() => supervisor.relay.close('QEMU ended (SIGKILL)'), 20)
  for (const reason of await reasons) {
    expect(reason).toBeInstanceOf(EngineError)
    expect((reason as EngineError).message).toContain('the lab is gone: QEMU ended (SIGKILL)\n  fix: build it again')
  }
  await expect(connection.readState()).rejects.toThrow('QEMU ended')
  await expect(connection.write('/a', 'x')).rejects.toThrow('QEMU ended')
  const late = connection.spawn('worker', ['true'], { stdin: 'x' })
  await expect(late.exited).rejects.toThrow('QEMU ended')
  expect(() => late.kill('SIGKILL')).not.toThrow()
})

test('a supervisor that sends nonsense is as good as gone', async () => {
  const { path } = await listen((client) => {
    const read = frameReader(({ id, payload }) => {
      if (payload.toString().includes('info')) client.write(infoAnswer(id))
      else client.write(Buffer.alloc(9, 0xff))
    })
    client.on('data', (chunk) => read(chunk as Buffer))
  })
  const connection = await connectTo(path)
  await expect(connection.saveState({})).rejects.toThrow('the lab is gone: its supervisor sent a frame of 4294967295')
})

test('a supervisor that ends before its first answer is an error, not a wait', async () => {
  const { path } = await listen((client) => void client.end(encodeFrame('Q', 0, 'it never started')))
  await expect(connectTo(path)).rejects.toThrow('the lab is gone: it never started')
})
