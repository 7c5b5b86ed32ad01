import { connect, type Socket } from 'node:net'

/** Who holds a lock; a holder says it to everybody who comes to wait. */
export interface Holder {
  readonly pid: number
  /** Milliseconds since the epoch. */
  readonly startedMs: number
}

// Two numbers with their names are 50.
const maxIntroductionBytes = 256

/** Says to one who waits who this process is. */
export function introduce(socket: Socket): void {
  const holder: Holder = { pid: process.pid, startedMs: Math.round(performance.timeOrigin) }
  socket.write(`${JSON.stringify(holder)}\n`)
}

/**
 * Who holds the lock at an address.
 *
 * @returns `undefined` when it is free; `silent` when its holder says nothing in time, or no holder's words.
 */
export function holderOf(address: string, timeoutMs: number): Promise<Holder | 'silent' | undefined> {
  const socket = connect({ path: address })
  return new Promise<Holder | 'silent' | undefined>((resolve) => {
    const timer = setTimeout(() => resolve('silent'), timeoutMs)
    socket.once('close', () => {
      clearTimeout(timer)
      resolve(undefined)
    })
    // A holder with too many that wait is one that lives.
    socket.on('error', (error: NodeJS.ErrnoException) => error.code === 'EAGAIN' && resolve('silent'))
    let said = Buffer.alloc(0)
    socket.on('data', (chunk: Buffer) => {
      said = Buffer.concat([said, chunk.subarray(0, maxIntroductionBytes)])
      const end = said.indexOf('\n')
      if (end !== -1) resolve(parseHolder(said.toString('utf8', 0, end)) ?? 'silent')
      else if (said.length >= maxIntroductionBytes) resolve('silent')
    })
  }).finally(() => socket.destroy())
}

// Any user of this machine can listen at an abstract name, and say anything.
function parseHolder(line: string): Holder | undefined {
  try {
    const { pid, startedMs } = JSON.parse(line) as Partial<Holder>
    return Number.isInteger(pid) && Number.isFinite(startedMs) ? ({ pid, startedMs } as Holder) : undefined
  } catch {
    return undefined
  }
}
