import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { holderOf, type Holder } from './holder.ts'

// Any user of this machine can bind any abstract name and say anything there. Whose process listens is what the kernel
// says: only a process of this user has a socket of his.

/** Abstract names at which somebody listens, without their NUL, each byte a character; the inode is the socket's. */
interface ListeningName {
  readonly name: string
  readonly inode: string
}

const listens = '00010000'

/**
 * The process of this user that holds the abstract name which is a lock.
 *
 * @returns `undefined` where nobody holds it, or another user.
 */
export function ownHolder(address: string): number | undefined {
  const there = listenersAt(address)
  return there.length === 0 ? undefined : holdersOf(there).values().next().value
}

/**
 * Which process of this user holds a lock, in its own words; of another user's there are none. A lock that is a file is in a
 * folder of this user's alone.
 *
 * @returns `undefined` when it is free, or a stranger's; `silent` when its holder says nothing in time, or is not who it says.
 */
export async function askOwnHolder(address: string, timeoutMs: number): Promise<Holder | 'silent' | undefined> {
  if (!address.startsWith('\0')) return holderOf(address, timeoutMs)
  const pid = ownHolder(address)
  if (pid === undefined) return undefined
  const said = await holderOf(address, timeoutMs)
  return said === undefined || said === 'silent' || said.pid === pid ? said : 'silent'
}

/** Whether a lock is held, and by no process of this user. One that is a file is in a folder of his, and is never. */
export function isStrangers(address: string): boolean {
  if (!address.startsWith('\0')) return false
  const there = listenersAt(address)
  return there.length > 0 && holdersOf(there).size === 0
}

/** What follows a beginning in the abstract names that processes of this user hold. */
export function ownNames(begin: string): readonly string[] {
  const [start, there] = [bytesOf(begin), listening()]
  const below = there.filter(({ name }) => name.startsWith(start))
  const own = below.length === 0 ? new Map<string, number>() : holdersOf(below)
  return below.flatMap(({ name, inode }) => (own.has(inode) ? [name.slice(start.length)] : []))
}

function listenersAt(address: string): readonly ListeningName[] {
  const wanted = bytesOf(address.slice(1))
  return listening().filter(({ name }) => name === wanted)
}

function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1')
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_net.5.html `unix` */
function listening(): readonly ListeningName[] {
  // Names are bytes of strangers.
  return readFileSync('/proc/net/unix', 'latin1')
    .split('\n')
    .flatMap((line) => {
      const [, flags, inode = '', name = ''] = /^\S+ \S+ \S+ (\S+) \S+ \S+ +(\d+) @(.*)$/s.exec(line) ?? []
      return flags === listens ? [{ name, inode }] : []
    })
}

/** Which of these sockets processes of this user have, by inode. */
function holdersOf(sockets: readonly ListeningName[]): ReadonlyMap<string, number> {
  const wanted = new Map(sockets.map(({ inode }) => [`socket:[${inode}]`, inode]))
  const found = new Map<string, number>()
  for (const pid of ownProcesses()) {
    for (const target of openFiles(pid)) {
      const inode = wanted.get(target)
      if (inode !== undefined) found.set(inode, pid)
    }
    if (found.size === wanted.size) break
  }
  return found
}

function ownProcesses(): readonly number[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) && isOwn(Number(name)) ? [Number(name)] : []))
}

/** Whether a process is this user's. */
export function isOwn(pid: number): boolean {
  try {
    return statSync(`/proc/${pid}`).uid === process.geteuid?.()
  } catch {
    return false
  }
}

// A process may end, and its files be closed, while they are looked at.
function openFiles(pid: number): readonly string[] {
  try {
    const folder = `/proc/${pid}/fd`
    return readdirSync(folder).flatMap((fd) => {
      try {
        return [readlinkSync(`${folder}/${fd}`)]
      } catch {
        return []
      }
    })
  } catch {
    return []
  }
}
