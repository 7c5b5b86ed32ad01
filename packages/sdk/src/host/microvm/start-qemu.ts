import { spawn } from 'node:child_process'
import type { Duplex, Readable } from 'node:stream'
import { EngineError } from '../../errors.ts'
import { requireProgram } from '../guest-root/programs.ts'
import { awaitAgent, type Machine } from '../machine.ts'
import { openMonitor, type Monitor } from './monitor.ts'
import type { Accelerator } from './qemu.ts'
import type { SnapshotFiles } from './snapshot-files.ts'
import { wakeFrame } from './wake-frame.ts'

/** What a microVM is made of. */
export interface Recipe {
  /** The path of QEMU's binary. */
  readonly qemu: string
  readonly accelerator: Accelerator
  /** The path of the kernel's image. */
  readonly kernel: string
  /** QEMU's arguments: processors, memory, devices, the kernel's command line, and the initramfs by the key in its name. */
  readonly argv: readonly string[]
  /** How long its agent may take to say hello. */
  readonly deadlineMs: number
  /** Ends the guest, however far it is. */
  readonly signal?: AbortSignal
}

/** A QEMU that runs. */
export interface Qemu {
  /** Settles when the guest's agent says hello; with an error QEMU is ended. */
  readonly agent: Promise<Machine | EngineError>
  readonly monitor: Monitor
  /** Tells the guest the time, so that its agent says hello. */
  wake(): void
  kill(): void
  /** Whether it was ended by this process, as when its agent did not say hello in time. */
  wasKilled(): boolean
}

/**
 * Starts QEMU; it ends with this process.
 *
 * @param argv beside the recipe's, for a guest with `files`.
 */
export function startQemu(recipe: Recipe, argv: readonly string[] = [], files?: SnapshotFiles): Qemu {
  const { qemu, accelerator, deadlineMs, signal } = recipe
  // QEMU must not outlive this process, kill -9 included: the kernel sees to it.
  const child = spawn(requireProgram('setpriv'), ['--pdeathsig', 'KILL', qemu, ...recipe.argv, ...argv], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe', ...(files === undefined ? [] : [files.state, files.memory])],
    ...(signal && { signal, killSignal: 'SIGKILL' }),
  })
  let said = ''
  const listen = (chunk: Buffer): void => void (said = (said + chunk.toString('latin1')).slice(-4000))
  child.stderr?.on('data', listen)
  // Its console.
  ;(child.stdio[3] as Readable).on('data', listen)
  const agent = awaitAgent(child, {
    kind: 'microvm',
    accelerator,
    name: `the microVM under ${accelerator}`,
    program: 'QEMU',
    deadlineMs,
    said: () => said,
  })
  return {
    agent,
    monitor: openMonitor(child.stdio[4] as Duplex),
    wake: () => void child.stdin?.write(wakeFrame()),
    kill: () => void child.kill('SIGKILL'),
    wasKilled: () => child.killed,
  }
}

/** Boots a recipe's guest and waits for its agent; an error when it does not come up. */
export async function boot(recipe: Recipe): Promise<Machine | EngineError> {
  const { agent, wake } = startQemu(recipe)
  const machine = await agent
  if (!(machine instanceof EngineError)) wake()
  return machine
}
