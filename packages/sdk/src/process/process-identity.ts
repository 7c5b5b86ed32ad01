import { readFileSync } from 'node:fs'

/** A process of this machine, told from a later one of its number. */
export interface ProcessIdentity {
  readonly pid: number
  /** When it was started, in the kernel's ticks since the boot of that id; absent where there is no /proc. */
  readonly born?: string
}

/** Who has a number now. */
export function identityOf(pid: number): ProcessIdentity {
  const born = bornAt(pid)
  return { pid, ...(born !== undefined && { born }) }
}

/** Whether a process runs; one that ended and was not awaited does not. */
export function isRunning({ pid, born }: ProcessIdentity): boolean {
  if (born !== undefined) return bornAt(pid) === born
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function bornAt(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8)
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // A program's name may have spaces and brackets; field 3 is the state, 22 the start.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : `${boot} ${fields[19]}`
  } catch {
    return undefined
  }
}
