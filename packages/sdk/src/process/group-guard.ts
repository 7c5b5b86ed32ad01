import { spawn } from 'node:child_process'

/** Ends a process group when this process ends, however it ends. */
export interface GroupGuard {
  /** Says that the group is gone, and that nothing is to be killed any more; may be called twice. */
  release(): void
}

/**
 * Watches over a process group by a process that waits on a pipe which only we hold: its end is the only thing that
 * kill -9 of us leaves to act on.
 *
 * `groupId` is the pid of the group's leader.
 *
 * @example
 * ```ts
 * const guard = guardGroup(child.pid)
 * child.once('exit', guard.release)
 * ```
 */
export function guardGroup(groupId: number): GroupGuard {
  const guard = spawn('/bin/sh', ['-c', 'read -r _ || kill -KILL "-$1"', 'underlay-guard', String(groupId)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A Ctrl-C in the terminal would end the guard before it has acted.
    detached: true,
    cwd: '/',
  })
  // Without a shell there is no guard, and still a program.
  guard.on('error', () => {})
  guard.stdin.on('error', () => {})
  guard.unref()
  ;(guard.stdin as unknown as { unref(): void }).unref()
  return { release: () => void guard.stdin.end('\n') }
}
