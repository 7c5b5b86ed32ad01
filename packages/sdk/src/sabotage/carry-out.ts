import type { Cluster } from '../cluster/cluster.ts'
import { run } from '../host/run.ts'
import type { AppliedChange, TakeBack } from './fault.ts'

/** A change at a place: a command, and the one that undoes it. Words are parted by one space. */
export interface Step {
  readonly place: string
  readonly command: string
  readonly undo: string
}

/** Carries steps out in their order; undone they are in the reverse one. When one fails, those before are undone. */
export async function carryOut(cluster: Cluster, steps: readonly Step[]): Promise<AppliedChange> {
  const done: Step[] = []
  const takeBack = once(async () => {
    const failed: unknown[] = []
    for (const { place, undo } of done.toReversed()) {
      if (undo !== '') await runAt(cluster, place, undo).catch((error: unknown) => failed.push(error))
    }
    if (failed.length > 0) throw failed[0]
  })
  for (const step of steps) {
    try {
      if (step.command !== '') await runAt(cluster, step.place, step.command)
      done.push(step)
    } catch (error) {
      await takeBack().catch(() => {})
      throw error
    }
  }
  const lines = (which: 'command' | 'undo') =>
    steps.filter((step) => step[which] !== '').map((step) => `${step.place}: ${step[which]}`)
  return { changes: lines('command'), undo: lines('undo').toReversed(), takeBack }
}

/** What one command says at a place. */
export async function runAt({ internals }: Cluster, place: string, command: string): Promise<string> {
  const [, name, value] = /^sysctl -w (\S+)=(\S+)$/.exec(command) ?? []
  if (name === undefined || value === undefined) return run(internals, place, command.split(' '))
  // Not every lab's machine has the program.
  return run(internals, place, ['sh', '-c', 'echo "$1" > "/proc/sys/$2"', 'sysctl', value, name])
}

/** Calls an action the first time, and gives its outcome the times after. */
export function once(action: TakeBack): TakeBack {
  let outcome: Promise<void> | undefined
  return () => (outcome ??= action())
}
