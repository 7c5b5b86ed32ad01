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
  readonly command: string
}

/** The lab's supervisor, its reaper, and its QEMU or local agent, as /proc has them; zombies do not count. */
export function processesOf(lab: string): RunningProcess[] {
  const all = readdirSync('/proc').flatMap((name): RunningProcess[] => {
    if (!/^\d+$/.test(name)) return []
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const command = readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ').trim()
      return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent), command }]
    } catch {
      return []
    }
  })
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

/** Asks again until nothing of the lab is left; the traces that are left after `timeoutMs` otherwise. */
export async function tracesAfter(lab: string, timeoutMs: number): Promise<string[]> {
  const deadline = performance.now() + timeoutMs
  while (traces(lab).length > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return traces(lab)
}
