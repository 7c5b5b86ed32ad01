import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { stillRunning, tracesAfter, type RunningProcess } from '../leftovers.ts'

/** What a machine with other work may need until a lab is gone. */
export const lateMs = 5000

/** How a lab went away. */
export interface Departure {
  /** What is left of it after {@link lateMs}, its processes under any name included. */
  readonly left: readonly string[]
  readonly goneAfterMs: number
  /** Nobody took the processor from the one who measured it. */
  readonly wasIdle: boolean
}

/** Asks until nothing of a lab is left. */
export async function departureOf(lab: string, tree: readonly RunningProcess[]): Promise<Departure> {
  const startMs = performance.now()
  const waitedMs = waitedForProcessorMs()
  const traces = await tracesAfter(lab, lateMs)
  while (stillRunning(tree).length > 0 && performance.now() - startMs < lateMs) await wait(5)
  const left = [...traces, ...stillRunning(tree).map(({ pid, command }) => `${pid} ${command}`)]
  const goneAfterMs = performance.now() - startMs
  return { left, goneAfterMs, wasIdle: waitedForProcessorMs() - waitedMs < busyMs }
}

const busyMs = 10

/** How long this process was ready to run while others ran: the second number of schedstat. */
function waitedForProcessorMs(): number {
  const [, waitedNs] = readFileSync('/proc/self/schedstat', 'utf8').split(' ')
  return Number(waitedNs) / 1e6
}
