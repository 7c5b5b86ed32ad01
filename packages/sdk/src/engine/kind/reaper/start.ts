import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { EngineError } from '../../../errors.ts'

/** The process that outlives this one to destroy its lab. */
export interface Reaper {
  /** The lab is to stay. */
  release(): void
}

/**
 * Starts a process that destroys the lab as soon as this process ends, kill -9 included: it waits on a pipe that only
 * this process holds.
 *
 * @throws EngineError when it cannot be started.
 */
export async function startReaper({ name: lab, id }: { name: string; id: string }): Promise<Reaper> {
  const main = join(import.meta.dirname, `main${import.meta.filename.endsWith('.ts') ? '.ts' : '.js'}`)
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, lab, id], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  })
  await once(child, 'spawn').catch((cause: Error) => {
    throw new EngineError(`the reaper of ${lab} could not be started: ${cause.message}`, undefined, { cause })
  })
  child.on('error', () => {})
  child.stdin.on('error', () => {})
  child.unref()
  ;(child.stdin as unknown as { unref(): void }).unref()
  return { release: () => void child.stdin.end('stay\n') }
}
