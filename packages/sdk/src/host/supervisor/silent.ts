import { readFileSync, rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { EngineError } from '../../errors.ts'
import { identityOf, isRunning } from '../../process/process-identity.ts'
import { listLocks, listSockets, lockAddress } from './address.ts'
import { askOwnHolder, isOwn, ownHolder } from './lock-owner.ts'

/** How long a supervisor may take to answer: it lives, and the machine may be busy. */
export const answerTimeoutMs = 10_000

const endTimeoutMs = 5000

/** A supervisor that is there, and does not answer. */
export class SilentSupervisorError extends EngineError {
  readonly pid: number

  constructor(lab: string, pid: number, waitedMs: number) {
    super(
      `the supervisor of ${lab}, process ${pid}, has not answered for ${waitedMs} ms`,
      `underlay down ${lab}, or destroyCluster('${lab}'), which ends it and its lab`,
    )
    this.pid = pid
  }
}

/** The supervisor that is starting a lab, so that it has no socket yet, and does not answer at its lock; `undefined` where none. */
export async function silentStarter(lab: string): Promise<number | undefined> {
  if (!listLocks().includes(lab)) return undefined
  const lock = lockAddress(lab)
  return (await askOwnHolder(lock, answerTimeoutMs)) === 'silent' ? ownHolder(lock) : undefined
}

/**
 * Ends a lab whose supervisor does not answer: with it the kernel ends all that is the lab's.
 *
 * @throws EngineError when the process is no supervisor of that lab and this user, or does not end.
 */
export async function endSilent(lab: string, pid: number): Promise<void> {
  if (!isSupervisor(lab, pid)) {
    throw new EngineError(
      `process ${pid} has the lab ${lab}, does not answer, and is not known to be its supervisor`,
      `look at it: ps -fp ${pid}; kill -9 ${pid} ends it and the lab`,
    )
  }
  const identity = identityOf(pid)
  // Of a lab whose socket is gone before its supervisor is, the reaper leaves no record.
  for (const socket of listSockets()) if (socket.lab === lab && socket.pid === pid) rmSync(socket.path, { force: true })
  process.kill(pid, 'SIGKILL')
  const giveUpMs = performance.now() + endTimeoutMs
  while (isRunning(identity)) {
    if (performance.now() > giveUpMs) {
      throw new EngineError(`process ${pid}, the supervisor of ${lab}, was killed and is still there`, `ps -fp ${pid}`)
    }
    await wait(10)
  }
}

// A number may have been given to another process, and the folder of sockets been filled by other programs.
function isSupervisor(lab: string, pid: number): boolean {
  try {
    const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    const main = argv.findIndex((arg) => /\/supervisor\/main\.[jt]s$/.test(arg))
    return main !== -1 && argv[main + 1] === lab && isOwn(pid)
  } catch {
    return false
  }
}
