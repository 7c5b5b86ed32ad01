import type { Socket } from 'node:net'
import { encodeFrame, frameReader, type Frame } from '../wire/frame.ts'
import type { Machine } from '../machine.ts'
import { createCalls, type CallHooks } from './calls.ts'

/** Passes frames between the clients of a lab and its agent, and answers the clients' calls. */
export interface Relay {
  accept(client: Socket): void
  /** Tells every client why the lab is gone. */
  close(why: string): void
}

const sigkill = '9'

/** What a client has that may not read as fast as the lab writes. */
const maxUnreadBytes = 256 * 1024 * 1024

export function createRelay(machine: Machine, hooks: CallHooks): Relay {
  const clients = new Set<Socket>()
  const owners = new Map<number, { client: Socket; id: number; globalIds: Map<number, number> }>()
  const calls = createCalls(machine, hooks)
  let nextId = 1

  machine.onFrame((frame) => {
    const owner = owners.get(frame.id)
    if (owner === undefined) return
    if (frame.type === 'X') {
      owners.delete(frame.id)
      // A client may have given the number to something new.
      if (owner.globalIds.get(owner.id) === frame.id) owner.globalIds.delete(owner.id)
    }
    owner.client.write(encodeFrame(frame.type, owner.id, frame.payload))
    if (owner.client.writableLength > maxUnreadBytes) owner.client.destroy()
  })

  return {
    accept(client) {
      const globalIds = new Map<number, number>()
      const onFrame = (frame: Frame): void => {
        if (frame.type === 'C') return calls.answer(client, frame)
        let globalId = globalIds.get(frame.id)
        if (frame.type === 'S' || frame.type === 'F') {
          globalId = nextId++
          globalIds.set(frame.id, globalId)
          owners.set(globalId, { client, id: frame.id, globalIds })
        }
        if (globalId !== undefined) machine.send(encodeFrame(frame.type, globalId, frame.payload))
      }
      const read = frameReader(onFrame)
      clients.add(client)
      client.on('data', (chunk) => {
        try {
          read(chunk as Buffer)
        } catch {
          client.destroy()
        }
      })
      client.on('error', () => {})
      client.on('close', () => {
        clients.delete(client)
        calls.forget(client)
        for (const globalId of globalIds.values()) {
          if (owners.delete(globalId)) machine.send(encodeFrame('K', globalId, sigkill))
        }
      })
    },
    close(why) {
      for (const client of clients) client.end(encodeFrame('Q', 0, why))
    },
  }
}
