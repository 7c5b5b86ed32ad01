import { connect } from 'node:net'
import { expect, test, vi } from 'vitest'
import { encodeFrame } from '../../../../src/host/wire/frame.ts'
import { fakeSupervisor } from './fake-supervisor.ts'

const soon = () => new Promise((resolve) => setTimeout(resolve, 30))

test('the state is the same for every client, and none at first', async () => {
  const supervisor = await fakeSupervisor()
  const [one, two] = [await supervisor.connect(), await supervisor.connect()]
  expect(await one.readState()).toBeUndefined()
  await one.saveState({ name: 'lab', pods: ['三'] })
  expect(await two.readState()).toEqual({ name: 'lab', pods: ['三'] })
})

test('changes exclude each other, between clients and in one client', async () => {
  const supervisor = await fakeSupervisor()
  const [one, two] = [await supervisor.connect(), await supervisor.connect()]
  let inside = 0
  let most = 0
  const change = async (): Promise<string> => {
    most = Math.max(most, ++inside)
    await new Promise((resolve) => setTimeout(resolve, 5))
    inside--
    return 'changed'
  }
  const changes = [one, one, two, one, two].map((connection) => connection.exclusively(change))
  expect(await Promise.all(changes)).toEqual(Array.from({ length: 5 }, () => 'changed'))
  expect(most).toBe(1)
})

test('a change that fails frees the lock', async () => {
  const connection = await (await fakeSupervisor()).connect()
  await expect(connection.exclusively(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  await expect(connection.exclusively(async () => 'next')).resolves.toBe('next')
})

test('a holder that is gone frees the lock, and one that waited is forgotten', async () => {
  const supervisor = await fakeSupervisor()
  const [holder, waiter, last] = [await supervisor.connect(), await supervisor.connect(), await supervisor.connect()]
  const held = holder.exclusively(() => new Promise(() => {})).catch((error: Error) => error)
  await soon()
  const forgotten = waiter.exclusively(async () => 'waited').catch((error: Error) => error)
  await soon()
  let ran = false
  const result = last.exclusively(async () => (ran = true))
  waiter.close()
  await soon()
  expect(ran).toBe(false)
  holder.close()
  expect(await result).toBe(true)
  expect(await forgotten).toBeInstanceOf(Error)
  expect(await Promise.race([held, 'still held'])).toBe('still held')
})

test('detaching and destroying reach the supervisor', async () => {
  const supervisor = await fakeSupervisor()
  const connection = await supervisor.connect()
  await connection.detach()
  expect(supervisor.happened).toEqual(['detach'])
  await connection.destroy()
  await vi.waitFor(() => expect(supervisor.happened).toEqual(['detach', 'destroy']))
})

const insane = encodeFrame('S', 1, 'x')
insane.writeUInt32BE(0xffffffff, 0)

test.for([
  ['a frame of 4 GiB', insane],
  ['a call that is no JSON', encodeFrame('C', 1, '{"method"')],
  ['a call that is null', encodeFrame('C', 1, 'null')],
] as const)('a client that sends %s is dropped, and the others stay', async ([, bytes]) => {
  const supervisor = await fakeSupervisor()
  const good = await supervisor.connect()
  const bad = connect(supervisor.path)
  const dropped = new Promise((resolve) => void bad.once('close', resolve))
  bad.on('error', () => {}).write(bytes)
  await dropped
  await good.saveState('still here')
  expect(await good.readState()).toBe('still here')
})
