import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { EngineError, LabStateError, ToolMissingError, LabError } from '../../errors.ts'
import type { HostChoice } from '../choose-host.ts'
import { sayProgress } from '../../output/progress.ts'
import { destroyFirst } from '../../lab/why-another.ts'
import { connectTo, type Connection } from '../connection.ts'
import { beforeDeadline } from '../deadline.ts'
import { installLine } from '../guest-root/debian.ts'
import { listSockets, lockAddress, socketPath, socketPaths } from './address.ts'
import type { SupervisorAnswer } from './answer.ts'
import { askOwnHolder, isStrangers } from './lock-owner.ts'
import { answerTimeoutMs, SilentSupervisorError } from './silent.ts'

const startTimeoutMs = 90_000
const knockTimeoutMs = 2000
const sayAfterMs = 2000

interface SupervisorOptions {
  readonly image?: string
  readonly say?: (line: string) => void
  readonly signal?: AbortSignal
}

interface FindOptions {
  readonly timeoutMs?: number
  readonly say?: (line: string) => void
  readonly signal?: AbortSignal | undefined
}

/**
 * Starts the supervisor of a new lab and connects to it. The lab ends with this process until it is detached.
 *
 * @param host what carries it; Docker of `image`.
 * @param options.say told what is no failure, and worth to know.
 * @param options.signal ends the start, and the supervisor.
 * @throws LabStateError when a lab of that name is running.
 * @throws LabError when another user holds the lock of that name.
 * @throws ToolMissingError when the machine cannot be built here.
 * @throws LabError when the path of its socket would be too long.
 * @throws EngineError when the machine does not come up.
 */
export async function startSupervisor(
  lab: string,
  host: HostChoice,
  { image = '', say = () => {}, signal }: SupervisorOptions = {},
): Promise<Connection> {
  signal?.throwIfAborted()
  // Refused here it keeps its kind and its fix.
  socketPath(lab, process.pid)
  const main = join(import.meta.dirname, `main${import.meta.filename.endsWith('.ts') ? '.ts' : '.js'}`)
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, lab, host, image], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
    cwd: '/',
  })
  await once(child, 'spawn').catch((cause: Error) => {
    throw new EngineError(`the supervisor of ${lab} could not be started: ${cause.message}`, undefined, { cause })
  })
  child.on('error', () => {})
  // It ends with its end of the pipe, and only then its answer does.
  const stop = (): void => void child.stdin.destroy()
  signal?.addEventListener('abort', stop)
  const answer = await firstLine(child.stdout).finally(() => signal?.removeEventListener('abort', stop))
  signal?.throwIfAborted()
  if (answer === undefined) throw new EngineError(`the supervisor of ${lab} ended before it answered`, again)
  if ('inUse' in answer && isStrangers(lockAddress(lab))) throw strangers(lab)
  if ('inUse' in answer) throw new LabStateError(`a lab named ${lab} is running`, destroyFirst(lab))
  if ('error' in answer) throw revive(answer)
  for (const note of answer.notes) say(note)
  // The pipe stays open as long as this process lives; it is what the supervisor's life hangs on.
  child.unref()
  for (const stream of [child.stdin, child.stdout]) (stream as unknown as { unref(): void }).unref()
  return connectTo(socketPath(lab, child.pid ?? 0))
}

/**
 * Connects to the running lab of that name; `undefined` when there is none.
 *
 * @param options.timeoutMs how long it may take to answer, default 10 s.
 * @param options.say told after two seconds what is waited for, default standard error.
 * @param options.signal ends the waiting, and not the connection.
 * @throws SilentSupervisorError when its supervisor runs and does not answer in time.
 * @throws the signal's reason when it is aborted before that.
 */
export async function findSupervisor(lab: string, options: FindOptions = {}): Promise<Connection | undefined> {
  options.signal?.throwIfAborted()
  // Who comes to the lock of a lab whose socket was removed gets it back.
  if (socketPaths(lab).length === 0) await knock(lab)
  for (const socket of listSockets()) {
    const connection = socket.lab === lab ? await answering(socket, options) : undefined
    if (connection !== undefined) return connection
  }
  return undefined
}

async function answering(
  { lab, pid, path }: { readonly lab: string; readonly pid: number; readonly path: string },
  { signal, say = sayProgress, timeoutMs = answerTimeoutMs }: FindOptions,
): Promise<Connection | undefined> {
  const waiting = new AbortController()
  const giveUp = (): void => waiting.abort()
  signal?.addEventListener('abort', giveUp)
  const timers = [
    setTimeout(() => say(`waiting for the supervisor of ${lab}, process ${pid}, to answer`), sayAfterMs),
    setTimeout(giveUp, timeoutMs),
  ]
  try {
    return await connectTo(path, waiting.signal)
  } catch {
    signal?.throwIfAborted()
    if (waiting.signal.aborted) throw new SilentSupervisorError(lab, pid, timeoutMs)
    return undefined
  } finally {
    for (const timer of timers) clearTimeout(timer)
    signal?.removeEventListener('abort', giveUp)
  }
}

function strangers(lab: string): LabError {
  return new LabError(
    `another user of this machine holds the lock of the name ${lab}`,
    'give the lab another name, or set XDG_RUNTIME_DIR to another folder',
  )
}

async function knock(lab: string): Promise<void> {
  try {
    await askOwnHolder(lockAddress(lab), knockTimeoutMs)
  } catch (error) {
    // No netns lab has a name that is too long for a lock.
    if (!(error instanceof LabError)) throw error
  }
}

/**
 * Connects to the lab that another process starts, as soon as it is made; `undefined` when it did not come to that.
 *
 * @throws LabTimeoutError when neither happens in 90 seconds.
 * @throws the signal's reason when it is aborted.
 */
export async function awaitSupervisor(lab: string, signal?: AbortSignal): Promise<Connection | undefined> {
  signal?.throwIfAborted()
  const holder = connect({ path: lockAddress(lab), ...(signal && { signal }) })
    .on('error', () => {})
    .resume()
  const closed = new Promise<void>((resolve) => holder.once('close', () => resolve()))
  await beforeDeadline(closed, {
    what: `the lab ${lab}, which another process starts`,
    timeoutMs: startTimeoutMs,
    lastSeen: () => 'it is not made yet',
    onLate: () => holder.destroy(),
  })
  signal?.throwIfAborted()
  return findSupervisor(lab, { signal })
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<SupervisorAnswer | undefined> {
  for await (const line of createInterface({ input: stream })) return JSON.parse(line) as SupervisorAnswer
  return undefined
}

function revive({ error, name, fix }: Extract<SupervisorAnswer, { error: string }>): LabError {
  if (name === 'ToolMissingError') return new ToolMissingError(error.split(' is needed')[0] ?? error, installLine)
  const message = error.replace(`\n  fix: ${fix}`, '')
  return name === 'LabError' ? new LabError(message, fix) : new EngineError(message, fix ?? again)
}

const again = 'build it again: underlay up; where that fails too: underlay doctor'
