import { linkSync, renameSync, rmSync } from 'node:fs'
import { connect, type Server } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { EngineError } from '../../errors.ts'
import { bind } from './bind.ts'

/** A lock that is held. */
export interface Lock {
  /** Frees it, and stops listening. */
  release(): void
}

/**
 * Takes the lock that listening at an address is. An abstract name is free as soon as its holder ends, however it ends; a
 * file that a killed holder left refuses connections, and is taken over.
 *
 * @param address an abstract name that begins with NUL, or a path.
 * @returns `undefined` when somebody else holds it.
 * @throws EngineError when that cannot be said.
 */
export function takeLock(server: Server, address: string): Promise<Lock | undefined> {
  return address.startsWith('\0') ? takeName(server, address) : takeFile(server, address)
}

async function takeName(server: Server, address: string): Promise<Lock | undefined> {
  try {
    await bind(server, address)
    return { release: () => server.close() }
  } catch (error) {
    if (error instanceof EngineError && codeOf(error.cause) === 'EADDRINUSE') return undefined
    throw error
  }
}

// A socket refuses connections from its bind to its listen, too: it gets the name that others look at only then.
async function takeFile(server: Server, address: string): Promise<Lock | undefined> {
  const own = `${address}.${Math.random().toString(36).slice(2, 9)}`
  await bind(server, own)
  let taken = false
  try {
    taken = await replace(own, address)
  } finally {
    rmSync(own, { force: true })
    if (!taken) server.close()
  }
  const release = (): void => {
    // Whoever sees the connection close finds the name free.
    rmSync(address, { force: true })
    server.close()
  }
  return taken ? { release } : undefined
}

// A dead file may be replaced by nobody but who holds the name `.next`: two that both saw it dead would else take the
// lock from one another.
async function replace(own: string, address: string): Promise<boolean> {
  const next = `${address}.next`
  for (;;) {
    if (linked(own, address)) return true
    if ((await look(address)) === 'listens') return false
    if (linked(own, next)) {
      if ((await look(address)) === 'dead') {
        renameSync(next, address)
        return true
      }
      rmSync(next)
    } else if ((await look(next)) === 'dead') rmSync(next, { force: true })
    await setTimeout(Math.random() * 10)
  }
}

function linked(own: string, path: string): boolean {
  try {
    linkSync(own, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw new EngineError(`cannot take the lock ${path}: ${String(error)}`, undefined, { cause: error })
  }
}

/** Whether somebody listens at a socket's path. */
function look(path: string): Promise<'listens' | 'dead' | 'absent'> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path })
    socket.once('connect', () => {
      socket.destroy()
      resolve('listens')
    })
    socket.once('error', (cause) => {
      const code = codeOf(cause)
      // A holder with too many that wait is one that lives.
      if (code === 'EAGAIN') resolve('listens')
      else if (code === 'ECONNREFUSED') resolve('dead')
      else if (code === 'ENOENT') resolve('absent')
      else reject(new EngineError(`cannot look at the lock ${path}: ${cause.message}`, undefined, { cause }))
    })
  })
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code
}
