import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** MiB that the kernel could still give away: what a lab takes is missing in it, processes and kernel alike. */
export function availableMib(): number {
  const [, kib = '0'] = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8')) ?? []
  return Number(kib) / 1024
}

/** MiB of the processes of a local lab: its supervisor, and everything in the process namespace of its agent; shared pages count in parts. */
export function residentMib(lab: string): number {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const agents = processes.filter((pid) => commandOf(pid).some((word) => word === lab))
  const namespaces = new Set(agents.map((pid) => namespaceOf(pid)))
  namespaces.delete(namespaceOf('self'))
  const own = processes.filter((pid) => agents.includes(pid) || namespaces.has(namespaceOf(pid)))
  return own.reduce((sum, pid) => sum + partOf(pid), 0) / 1024
}

function commandOf(pid: string): readonly string[] {
  return read(`/proc/${pid}/cmdline`).split('\0')
}

function namespaceOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`)
  } catch {
    return ''
  }
}

function partOf(pid: string): number {
  const [, kib = '0'] = /^Pss:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/smaps_rollup`)) ?? []
  return Number(kib)
}

// A process may end while it is looked at.
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
