import { connect, createServer } from 'node:net'
import { beforeDeadline } from '../../host/deadline.ts'
import { lockAddress } from '../../host/supervisor/address.ts'
import { takeLock } from '../../host/supervisor/bind.ts'

const turnTimeoutMs = 15 * 60_000

/**
 * Runs `change` while no other process changes the lab. The lock is a bound socket: the kernel frees it with its owner,
 * however that ends, and whoever waits sees the connection close.
 *
 * @throws LabTimeoutError when another script holds the lab for a quarter of an hour.
 */
export async function exclusively<T>(lab: string, change: () => Promise<T>): Promise<T> {
  const address = lockAddress(`${lab}.kind`)
  const waiting = new Set<{ destroy(): void }>()
  const lock = createServer((socket) => {
    waiting.add(socket)
    socket.on('error', () => {}).on('close', () => waiting.delete(socket))
  })
  await beforeDeadline(take(), {
    what: `a turn to change the lab ${lab}`,
    timeoutMs: turnTimeoutMs,
    lastSeen: () => 'another script is changing it',
  })
  try {
    return await change()
  } finally {
    lock.close()
    for (const socket of waiting) socket.destroy()
  }

  async function take(): Promise<void> {
    while (!(await takeLock(lock, address))) {
      const holder = connect(address)
        .on('error', () => {})
        .resume()
      await new Promise<void>((resolve) => holder.once('close', () => resolve()))
    }
  }
}
