import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { PassThrough, pipeline, type Readable, type Writable } from 'node:stream'
import { debuglog } from 'node:util'
import { EngineError } from '../errors.ts'
import { guardGroup } from './group-guard.ts'
import { toolMissing } from './tool-missing.ts'

// NODE_DEBUG=underlay shows each program and how long it took.
const debug = debuglog('underlay')

// What a program gets to clean up after SIGTERM.
const graceMs = 2000

const bufferBytes = 1 << 20

/** How a program is started. */
export interface StartOptions {
  /** Added to this process's environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Stops the program, and all that it started, when it is aborted. */
  readonly signal?: AbortSignal
}

/** How a program ended; `exitCode` is 128 + signal number when a signal ended it. */
export interface ProgramExit {
  readonly exitCode: number
}

/** A program of this machine that runs; it never outlives this process. */
export interface StartedProgram {
  readonly argv: readonly string[]
  readonly pid: number
  /** A program that ended, or reads nothing, is no error here. */
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Settles when the program has ended; its output may still be read then. Never rejects. */
  readonly exited: Promise<ProgramExit>
  /** Signals the program and what it started; nothing once it has ended. */
  kill(signal: NodeJS.Signals): void
  /** Asks it to end by SIGTERM, after 2 s by SIGKILL, and waits for its end. May be called twice. */
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts a program of this machine, in a process group of its own, without a shell.
 *
 * @throws ToolMissingError when there is no such program; for docker, kind and containerlab with the install line.
 * @throws EngineError when it cannot be started.
 * @throws the signal's reason when it is aborted already.
 * @example
 * ```ts
 * await using events = await startProgram(['docker', 'events'])
 * events.stdout.on('data', (chunk) => process.stderr.write(chunk))
 * ```
 */
export async function startProgram(
  argv: readonly string[],
  { env, signal }: StartOptions = {},
): Promise<StartedProgram> {
  signal?.throwIfAborted()
  const startMs = performance.now()
  const child = await spawned(argv, { ...process.env, ...env })
  const pid = child.pid ?? 0
  const guard = guardGroup(pid)
  let running = true
  const exited = new Promise<ProgramExit>((resolve) => {
    child.once('exit', (code, by) => {
      running = false
      guard.release()
      debug('host: %s: %d ms', argv.join(' '), Math.round(performance.now() - startMs))
      resolve({ exitCode: code ?? 128 + (by === null ? 0 : constants.signals[by]) })
    })
  })
  const kill = (by: NodeJS.Signals): void => {
    if (running) killGroup(pid, by)
  }
  const stop = async (): Promise<void> => {
    if (!running) return
    kill('SIGTERM')
    const timer = setTimeout(() => kill('SIGKILL'), graceMs)
    await exited
    clearTimeout(timer)
    // What it started may not have heard.
    killGroup(pid, 'SIGKILL')
  }
  const onAbort = (): void => void stop()
  signal?.addEventListener('abort', onAbort, { once: true })
  void exited.then(() => signal?.removeEventListener('abort', onAbort))
  // Between the start and here the signal may have come.
  if (signal?.aborted === true) onAbort()
  const [stdout, stderr] = [kept(child.stdout), kept(child.stderr)]
  return { argv, pid, stdin: child.stdin, stdout, stderr, exited, kill, stop, [Symbol.asyncDispose]: stop }
}

async function spawned(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<ChildProcessWithoutNullStreams> {
  const [program = '', ...args] = argv
  try {
    const child = spawn(program, args, { env, detached: true, stdio: 'pipe' })
    // A program may end before it has read all; that shows in its exit code.
    child.stdin.on('error', () => {})
    await once(child, 'spawn')
    child.on('error', () => {})
    return child
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    // A folder of the PATH that may not be looked into hides that the program is in none.
    if (code === 'ENOENT' || (code === 'EACCES' && !isOnPath(program))) throw toolMissing(program)
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new EngineError(`${program} could not be started: ${why}`, undefined, { cause })
  }
}

// Node drops what nobody has begun to read when the program ends.
function kept(output: Readable): Readable {
  const copy = new PassThrough({ highWaterMark: bufferBytes })
  pipeline(output, copy, () => {})
  return copy
}

function isOnPath(program: string): boolean {
  const folders = program.includes('/') ? [''] : (process.env.PATH ?? '').split(delimiter)
  return folders.some((folder) => existsSync(join(folder, program)))
}

function killGroup(groupId: number, by: NodeJS.Signals): void {
  try {
    process.kill(-groupId, by)
  } catch {
    // it has just ended
  }
}
