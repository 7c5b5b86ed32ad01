import { readdirSync, readFileSync } from 'node:fs'
import { listSockets } from '../../src/host/supervisor/address.ts'

/** What of a lab is on this machine: sockets, and processes that have its name or are its QEMU. */
function traces(lab: string): string[] {
  const sockets = listSockets()
    .filter((socket) => socket.lab === lab)
    .map(({ path }) => path)
  return [...sockets, ...processesOf(lab).map(({ pid, command }) => `${pid} ${command}`)]
}

export interface RunningProcess {
  readonly pid: number
  readonly parent: number
  /** When it was started, in ticks since the machine was. */
  readonly born: string
  readonly command: string
}

/** All processes, as /proc has them; zombies do not count. */
function runningProcesses(): RunningProcess[] {
  return readdirSync('/proc').flatMap((name): RunningProcess[] => {
    if (!/^\d+$/.test(name)) return []
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const [state, parent] = fields
      const command = readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ').trim()
      return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent), born: fields[19] ?? '', command }]
    } catch {
      return []
    }
  })
}

/** The lab's supervisor, its reaper, and its QEMU or local agent. */
export function processesOf(lab: string): RunningProcess[] {
  const all = runningProcesses()
  const supervisors = all.filter(({ command }) => command.includes(`/supervisor/main.ts ${lab} `))
  const reapers = all.filter(({ command }) => command.includes('underlay-reaper') && command.includes(`/${lab}.`))
  // A QEMU without its supervisor belongs to nobody that can be named: it counts for every lab.
  const machines = all.filter(
    ({ command, parent }) =>
      command.includes('qemu-system') &&
      (parent === 1 || supervisors.some(({ pid }) => pid === parent)) &&
      command.includes('underlay.agent'),
  )
  const agents = all.filter(({ command }) => command.includes('enter-root.pl') && command.endsWith(` ${lab}`))
  return [...supervisors, ...reapers, ...machines, ...agents]
}

/** A process and all that descend from it, as /proc has them. */
export function treeOf(root: number): RunningProcess[] {
  const all = runningProcesses()
  const found = all.filter(({ pid }) => pid === root)
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid))
  return found
}

/** Those of some processes that still run; a later one of a number is another one. */
export function stillRunning(processes: readonly RunningProcess[]): RunningProcess[] {
  const now = new Set(runningProcesses().map(({ pid, born }) => `${pid} ${born}`))
  return processes.filter(({ pid, born }) => now.has(`${pid} ${born}`))
}

/** Asks again until nothing of the lab is left; the traces that are left after `timeoutMs` otherwise. */
export async function tracesAfter(lab: string, timeoutMs: number): Promise<string[]> {
  const deadline = performance.now() + timeoutMs
  while (traces(lab).length > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return traces(lab)
}
