import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Duplex, Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { guardGroup } from '@underlay/sdk'
import type { RunEvent, RunOrder } from './run-event.ts'
import { splitRaw } from './split-raw.ts'

/** How a notebook's process is started. */
export interface ChildOptions {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  /** Added to this process's environment; `undefined` takes a variable away. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly order: RunOrder
  readonly onEvent: (event: RunEvent) => void
  /** What others than the notebook's own process wrote on its outputs. */
  readonly onRaw: (name: 'stdout' | 'stderr', cell: number | undefined, text: string) => void
}

/** A notebook's process. */
export interface NotebookChild {
  /** Settles when it has ended, nothing of its group is left, and all was told. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
  /** Signals it and what it started, and after 10 s by SIGKILL. */
  stop(signal: NodeJS.Signals): void
}

const forceAfterMs = 10_000
// What a notebook leaves running, in a group of its own, may hold the outputs open for ever.
const drainMs = 1000
const socket = 3

/** Starts Node on a notebook's file, in a process group of its own, which ends with this process. */
export function startChild({ file, args, cwd, env, order, onEvent, onRaw }: ChildOptions): NotebookChild {
  const main = join(import.meta.dirname, `child/main${import.meta.filename.endsWith('.ts') ? '.ts' : '.js'}`)
  const child = spawn(process.execPath, ['--import', pathToFileURL(main).href, file, ...args], {
    cwd,
    env: {
      ...process.env,
      FORCE_COLOR: undefined,
      ...env,
      NO_COLOR: '1',
      UNDERLAY_NOTEBOOK_SOCKET: String(socket),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    // A group of its own: a terminal's Ctrl-C would reach the notebook twice, from the terminal and from here.
    detached: true,
  })
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const guard = child.pid === undefined ? undefined : guardGroup(child.pid)
  const channel = child.stdio[socket] as Duplex
  channel.on('error', () => {})
  channel.write(`${JSON.stringify(order)}\n`)
  const lines = createInterface({ input: channel, crlfDelay: Infinity })
  lines.on('line', (line) => {
    const event = parseEvent(line)
    if (event !== undefined) onEvent(event)
  })
  const streams: readonly Readable[] = [child.stdout as Readable, child.stderr as Readable, channel]
  const drained = Promise.allSettled([
    once(lines, 'close'),
    ...(['stdout', 'stderr'] as const).map((name) => {
      const stream = child[name] as Readable
      const raw = splitRaw(order.boundary, (cell, text) => onRaw(name, cell, text))
      stream.on('data', raw.push)
      stream.on('end', raw.end)
      return once(stream, 'close')
    }),
  ])
  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal)
    } catch {
      // The group has ended by itself.
    }
  }
  const wait = async () => {
    const [code, signal] = await exited
    signalGroup('SIGKILL')
    guard?.release()
    await Promise.race([drained, sleep(drainMs, undefined, { ref: false })])
    for (const stream of streams) stream.destroy()
    return { code, signal }
  }
  return {
    ended: wait(),
    stop: (signal) => {
      signalGroup(signal)
      const timer = setTimeout(signalGroup, forceAfterMs, 'SIGKILL')
      child.once('exit', () => clearTimeout(timer))
    },
  }
}

/** The last line of a process that was killed may be there in part. */
function parseEvent(line: string): RunEvent | undefined {
  try {
    return JSON.parse(line) as RunEvent
  } catch {
    return undefined
  }
}
