import type { Socket } from 'node:net'
import { encodeFrame, type Frame } from '../wire/frame.ts'
import type { Machine } from '../machine.ts'

/** What a client may ask of a supervisor; the answer is `{ value }`. */
export type Call =
  /** Kernel of the machine and state of the lab. */
  | { readonly method: 'info' }
  /** Replaces the lab's state. */
  | { readonly method: 'save'; readonly state: unknown }
  /** Answers when no other client changes the lab; until `unlock`, or the end of the connection. */
  | { readonly method: 'lock' }
  | { readonly method: 'unlock' }
  /** The lab outlives its creator from now on. */
  | { readonly method: 'detach' }
  | { readonly method: 'destroy' }

/** The answer to `info`. */
export interface SupervisorInfo {
  readonly kind: Machine['kind']
  readonly kernel: string
  /** Its agent tells what a program has taken of its input; absent in a lab of an older version, which does not. */
  readonly tellsTaken?: true
  readonly accelerator: string
  readonly pid: number
  /** Of the program that is the machine. */
  readonly machinePid: number
  /** Of the process that made the lab. */
  readonly creatorPid: number
  /** Whether it outlives that process. */
  readonly detached: boolean
  /** Whether a client is changing it. */
  readonly changing: boolean
  /** Milliseconds since the epoch. */
  readonly startedMs: number
  readonly state: unknown
}

/** What a supervisor does at some calls. */
export interface CallHooks {
  onDetach(): void
  onDestroy(): void
  onSave(): void
}

/** Answers calls; the lab's state lives here, as long as the lab does. */
export function createCalls(
  machine: Machine,
  hooks: CallHooks,
): { answer(client: Socket, frame: Frame): void; forget(client: Socket): void } {
  let state: unknown
  let detached = false
  // Whoever takes this process over once it is alone made no lab.
  const creatorPid = process.ppid
  const waiting: { client: Socket; grant(): void }[] = []

  const keep = (others: typeof waiting): void => {
    const held = waiting[0]
    waiting.splice(0, waiting.length, ...others)
    if (held !== waiting[0]) waiting[0]?.grant()
  }
  // One client may wait several times: it holds the lock as often as it asked for it.
  const unlock = (client: Socket): void => {
    if (waiting[0]?.client === client) keep(waiting.slice(1))
  }

  return {
    answer(client, { id, payload }) {
      const reply = (value: unknown): void => void client.write(encodeFrame('V', id, JSON.stringify({ value })))
      const call = JSON.parse(payload.toString()) as Call
      switch (call.method) {
        case 'info': {
          const { kind, kernel, accelerator, pid: machinePid } = machine
          const startedMs = Math.round(performance.timeOrigin)
          const changing = waiting.length > 0
          const lab = { tellsTaken: true as const, creatorPid, detached, changing, startedMs, state }
          return reply({ kind, kernel, accelerator, pid: process.pid, machinePid, ...lab } satisfies SupervisorInfo)
        }
        case 'save':
          state = call.state
          hooks.onSave()
          return reply(true)
        case 'lock':
          waiting.push({ client, grant: () => reply(true) })
          return waiting.length === 1 ? reply(true) : undefined
        case 'unlock':
          unlock(client)
          return reply(true)
        case 'detach':
          detached = true
          hooks.onDetach()
          return reply(true)
        case 'destroy':
          reply(true)
          client.end(() => hooks.onDestroy())
          return undefined
      }
    },
    forget: (client) => keep(waiting.filter((entry) => entry.client !== client)),
  }
}
