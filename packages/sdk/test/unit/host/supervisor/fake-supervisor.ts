import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { connectTo, type Connection } from '../../../../src/host/connection.ts'
import type { Machine } from '../../../../src/host/machine.ts'
import { createRelay } from '../../../../src/host/supervisor/relay.ts'
import { encodeFrame, frameReader, type Frame } from '../../../../src/host/wire/frame.ts'
import { tempFolder } from '../../temp-folder.ts'

/** A machine that runs nothing: what it is sent is kept, what it says is given to it. */
function fakeMachine() {
  const sent: Frame[] = []
  const listeners: ((frame: Frame) => void)[] = []
  const read = frameReader((frame) => sent.push(frame))
  const machine: Machine = {
    kind: 'microvm',
    pid: 4711,
    kernel: '6.1.0-fake',
    accelerator: 'tcg',
    send: (bytes) => read(Buffer.from(bytes)),
    onFrame: (listener) => void listeners.push(listener),
    exited: new Promise(() => {}),
    kill: () => {},
  }
  const say = (type: string, id: number, payload = ''): void => {
    for (const listener of listeners) listener({ type, id, payload: Buffer.from(payload) })
  }
  return { machine, sent, say }
}

/** The supervisor's relay over a fake machine, on a real socket. */
export async function fakeSupervisor() {
  const { machine, sent, say } = fakeMachine()
  const happened: string[] = []
  const relay = createRelay(machine, {
    onDetach: () => void happened.push('detach'),
    onDestroy: () => void happened.push('destroy'),
    onSave: () => void happened.push('save'),
  })
  const { path, clients } = await listen(relay.accept)
  const connect = async (): Promise<Connection> => {
    const connection = await connectTo(path)
    onTestFinished(() => connection.close())
    return connection
  }
  return { path, clients, connect, relay, sent, say, happened }
}

/** Listens on a socket in a folder of its own until the test is over. */
export async function listen(accept: (client: Socket) => void) {
  const path = join(tempFolder(), 'lab.1.sock')
  const clients: Socket[] = []
  const server = createServer((client) => {
    clients.push(client)
    client.on('error', () => {})
    accept(client)
  })
  await new Promise<void>((resolve) => void server.listen(path, resolve))
  onTestFinished(() => {
    for (const client of clients) client.destroy()
    server.close()
  })
  return { path, clients }
}

/** The answer to `info` of a supervisor whose lab has no state. */
export function infoAnswer(id: number): Buffer {
  return encodeFrame('V', id, JSON.stringify({ value: { kind: 'microvm', kernel: 'k', accelerator: 'tcg', pid: 1 } }))
}
