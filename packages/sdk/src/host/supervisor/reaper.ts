import { spawn } from 'node:child_process'

/** What cleans up after a supervisor. */
export interface Reaper {
  /** What to write of the lab when the supervisor is gone and its socket is still there, one line. The last one counts. */
  note(line: string): void
}

const script = `record=$1; shift
why=; while IFS= read -r line; do why=$line; done
[ -z "$why" ] || [ ! -e "$1" ] || printf '%s\\n' "$why" >"$record"
rm -rf "$@"`

/**
 * Starts the process that removes the supervisor's files when the supervisor is gone, kill -9 included, and writes what it
 * was told last: it waits on a pipe that only the supervisor holds. A supervisor that ends as it was told to removes its
 * socket before.
 *
 * @param socket one of the files, with `others`.
 * @param record the file to write.
 */
export function startReaper(socket: string, others: readonly string[], record: string): Reaper {
  const reaper = spawn('/bin/sh', ['-c', script, 'underlay-reaper', record, socket, ...others], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  reaper.unref()
  return { note: (line) => void reaper.stdin.write(`${line.replaceAll(/\s+/g, ' ').trim().slice(0, 500)}\n`) }
}
