import { connect, createServer } from 'node:net'
import { beforeDeadline } from '../../host/deadline.ts'
import { introduce } from '../../host/supervisor/holder.ts'
import { isStrangers } from '../../host/supervisor/lock-owner.ts'
import { takeLock } from '../../host/supervisor/lock.ts'
import { kindLock } from './kind-lock.ts'

const turnTimeoutMs = 15 * 60_000

/** A turn to change a lab. */
interface Turn {
  end(): void
}

/**
 * Runs `change` while no other process changes the lab. The lock is a socket that listens: it is free when its owner
 * ends, however that ends, and whoever waits sees the connection close.
 *
 * @param options.timeoutMs how long to wait for the turn, default a quarter of an hour; `change` itself may take longer.
 * @param options.signal ends the waiting for the turn, and not `change`.
 * @throws LabTimeoutError when another script holds the lab for so long.
 * @throws the signal's reason when it is aborted before the turn has come.
 */
export async function exclusively<T>(
  lab: string,
  change: () => Promise<T>,
  { timeoutMs = turnTimeoutMs, signal }: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
): Promise<T> {
  signal?.throwIfAborted()
  const late = new AbortController()
  const givenUp = signal === undefined ? late.signal : AbortSignal.any([late.signal, signal])
  const address = kindLock(lab)
  const turn = await beforeDeadline(takeTurn(address, givenUp), {
    what: `a turn to change the lab ${lab}`,
    timeoutMs,
    lastSeen: () => (isStrangers(address) ? "another user's process holds its lock" : 'another script is changing it'),
    onLate: () => late.abort(),
  })
  try {
    signal?.throwIfAborted()
    return await change()
  } finally {
    turn.end()
  }
}

// Whoever has given up must not get the lock later: nobody would end that turn.
async function takeTurn(address: string, givenUp: AbortSignal): Promise<Turn> {
  while (!givenUp.aborted) {
    const turn = await tryTurn(address)
    if (turn !== undefined && givenUp.aborted) turn.end()
    if (turn !== undefined) return turn
    const holder = connect({ path: address, signal: givenUp })
      .on('error', () => {})
      .resume()
    await new Promise<void>((resolve) => holder.once('close', () => resolve()))
  }
  return { end: () => {} }
}

// A server of its own each time: one that could not be bound keeps its listeners.
async function tryTurn(address: string): Promise<Turn | undefined> {
  const waiting = new Set<{ destroy(): void }>()
  const server = createServer((socket) => {
    waiting.add(socket)
    socket.on('error', () => {}).on('close', () => waiting.delete(socket))
    introduce(socket)
  })
  const lock = await takeLock(server, address)
  if (lock === undefined) return undefined
  return {
    end: () => {
      lock.release()
      for (const socket of waiting) socket.destroy()
    },
  }
}
