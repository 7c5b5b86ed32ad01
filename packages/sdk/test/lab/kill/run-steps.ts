import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { processesOf, treeOf, type RunningProcess } from '../leftovers.ts'

/** The steps of `lab-steps.ts`, in their order. */
export const steps = ['create', 'attach', 'install', 'taint', 'deploy', 'arm', 'run', 'stop', 'destroy'] as const
export type Step = (typeof steps)[number]

/** Who is killed: the process that takes the steps, the lab's supervisor, or what carries the lab. */
export type Victim = 'creator' | 'supervisor' | 'machine'

export interface StepsRun {
  readonly child: ChildProcess
  /** Settles when the step begins; rejects when the process ends before. */
  begun(step: Step): Promise<void>
  readonly ended: Promise<{
    readonly code: number | null
    readonly stderr: string
    readonly timesMs: ReadonlyMap<string, number>
  }>
}

/** Starts the steps in a process of its own, in a folder of its own. */
export function startSteps(
  lab: string,
  lifetime: string,
  how: { host?: string; folder: string; from?: 'arm'; until?: Step },
): StepsRun {
  const { host = 'local', folder, from = '', until = '' } = how
  const argv = [join(import.meta.dirname, 'lab-steps.ts'), lab, lifetime, host, from, until]
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...argv], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const timesMs = new Map<string, number>()
  const waiting = new Map<string, PromiseWithResolvers<void>>(
    steps.map((step) => [step, Promise.withResolvers<void>()]),
  )
  for (const { promise } of waiting.values()) promise.catch(() => {})
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [what, step = '', ms] = line.split(' ')
    if (what === 'begin') waiting.get(step)?.resolve()
    else timesMs.set(step, Number(ms))
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const ended = once(child, 'close').then(([code]) => {
    for (const { reject } of waiting.values()) reject(new Error(`the steps ended: ${stderr}`))
    return { code: code as number | null, stderr, timesMs }
  })
  return { child, ended, begun: (step) => waiting.get(step)?.promise ?? Promise.reject(new Error(step)) }
}

/** A kill: what the lab had of processes, to be looked for later, and whether the victim was there. */
export interface Kill {
  readonly tree: readonly RunningProcess[]
  readonly killed: boolean
}

/** Kills the victim as soon as it is there; not when the steps end before. */
export async function kill(lab: string, victim: Victim, child: ChildProcess): Promise<Kill> {
  for (;;) {
    const own = processesOf(lab)
    const tree = own.flatMap(({ pid }) => treeOf(pid))
    const supervisor = own.find(({ command }) => command.includes('supervisor/main'))
    const machine = own.find(({ command }) => /^(\S*\/)?(unshare|qemu-system)/.test(command))
    const pid = victim === 'supervisor' ? supervisor?.pid : machine?.pid
    if (victim === 'creator' ? child.kill('SIGKILL') : killed(pid)) return { tree, killed: true }
    if (child.exitCode !== null || child.signalCode !== null) return { tree, killed: false }
    await wait(2)
  }
}

// It may have ended since it was seen.
function killed(pid: number | undefined): boolean {
  if (pid === undefined) return false
  try {
    return process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}
