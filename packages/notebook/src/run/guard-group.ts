import { spawn } from 'node:child_process'

/**
 * Ends a process group when this process ends, however it ends: a process waits on a pipe that only we hold, as nothing of
 * ours acts after kill -9.
 *
 * @param groupId - the pid of the group's leader
 * @returns says that the group is gone
 */
export function guardGroup(groupId: number): () => void {
  const guard = spawn('/bin/sh', ['-c', 'read -r _ || kill -KILL "-$1"', 'underlay-guard', String(groupId)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A Ctrl-C in the terminal would end the guard before it has acted.
    detached: true,
    cwd: '/',
  })
  guard.on('error', () => {})
  guard.stdin.on('error', () => {})
  return () => void guard.stdin.end('\n')
}
