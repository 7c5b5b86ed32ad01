import { lstatSync } from 'node:fs'
import { EngineError } from '../errors.ts'
import { connectTo } from '../host/connection.ts'
import { listLocks, listSockets, lockAddress } from '../host/supervisor/address.ts'
import { listEnded, readEnded } from '../host/supervisor/ended.ts'
import { askOwnHolder } from '../host/supervisor/lock-owner.ts'
import type { AskedSocket, NetnsFacts } from './judge-netns-lab.ts'

const answerTimeoutMs = 2000

/** What is known of all netns labs that have a socket or a lock, or ended without being told to. */
export async function netnsLabs(): Promise<readonly NetnsFacts[]> {
  const names = new Set([...listSockets().map(({ lab }) => lab), ...listLocks(), ...listEnded()])
  const facts = await Promise.all([...names].map(netnsLab))
  return facts.filter((one) => one !== undefined)
}

/** What is known of one netns lab; `undefined` when nothing of it is there. */
export async function netnsLab(name: string): Promise<NetnsFacts | undefined> {
  const before = await asked(name)
  const holder = await askOwnHolder(lockAddress(name), answerTimeoutMs)
  // Who was asked at its lock has made a socket that was removed anew.
  const there = before.length === 0 && holder !== undefined ? await asked(name) : before
  const ended = readEnded(name)
  if (there.length === 0 && holder === undefined && ended === undefined) return undefined
  return { name, sockets: there, holder, ...(ended !== undefined && { ended }) }
}

async function asked(name: string): Promise<readonly AskedSocket[]> {
  const sockets = await Promise.all(listSockets().flatMap((socket) => (socket.lab === name ? [ask(socket)] : [])))
  return sockets.filter((one) => one !== undefined)
}

async function ask({ path, pid }: { path: string; pid: number }): Promise<AskedSocket | undefined> {
  const about = lstatSync(path, { throwIfNoEntry: false })
  if (about === undefined) return undefined
  const said = await infoAt(path)
  return { path, pid, changedMs: about.mtimeMs, said }
}

async function infoAt(path: string): Promise<AskedSocket['said']> {
  const late = AbortSignal.timeout(answerTimeoutMs)
  try {
    const connection = await connectTo(path, late)
    try {
      return await connection.info()
    } finally {
      connection.close()
    }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    return late.aborted ? 'silent' : 'refuses'
  }
}
