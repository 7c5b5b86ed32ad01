import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

const main = join(import.meta.dirname, '../../../../cli/src/main.ts')

/** A run of the command line. */
export interface Underlay {
  readonly child: ChildProcess
  /** What it has said so far, on both outputs. */
  readonly said: () => string
  readonly ended: Promise<number | null>
}

/** Starts `underlay up` of a lab on kind. */
export function startUp(file: string, env: Readonly<Record<string, string>> = {}): Underlay {
  return startUnderlay(['up', '--engine', 'kind', '--offline', file], env)
}

/** Starts a command in a process group of its own, as a terminal does. */
export function startUnderlay(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Underlay {
  const how = { detached: true, env: { ...process.env, ...env } }
  const child = spawn(process.execPath, [main, ...argv], { ...how, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  return { child, said: () => said, ended: once(child, 'close').then(([code]) => code as number | null) }
}

/** Ctrl-C: to the whole group. */
export function interrupt({ child }: Underlay): void {
  process.kill(-(child.pid ?? 0), 'SIGINT')
}
