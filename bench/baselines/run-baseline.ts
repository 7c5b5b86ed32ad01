import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const isolated = ['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child']

/** Runs a baseline in namespaces of its own, which end with it; the numbers that it printed. */
function runIsolated(argv: readonly string[]): readonly number[] {
  const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']
  const { status, stdout, stderr, error } = spawnSync('unshare', [...asRoot, ...isolated, ...argv], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${argv.join(' ')}: ${error?.message ?? stderr}`)
  return stdout.trim().split(/\s+/).map(Number)
}

/** The same racks by single commands of a shell script: milliseconds, and the processes that the fabric took. */
export function runScript(racks: number, nodesPerRack: number) {
  const script = join(import.meta.dirname, 'fabric.sh')
  const [nodesMs = 0, fabricMs = 0, processes = 0] = runIsolated(['sh', script, String(racks), String(nodesPerRack)])
  return { wholeMs: nodesMs + fabricMs, fabricMs, processes }
}

/** The same racks in mininet: milliseconds. */
export function runMininet(racks: number, nodesPerRack: number) {
  const script = join(import.meta.dirname, 'mininet-racks.py')
  const argv = ['/usr/bin/python3', script, String(racks), String(nodesPerRack)]
  const [hostsMs = 0, fabricMs = 0] = runIsolated(argv)
  return { wholeMs: hostsMs + fabricMs, fabricMs }
}

/** Why mininet cannot be run here, with the line to paste; `undefined` when it can. */
export function withoutMininet(): string | undefined {
  const missing = ['/usr/bin/mn', '/usr/sbin/brctl'].filter((path) => !existsSync(path))
  if (process.getuid?.() !== 0) return 'mininet wants root'
  return missing.length === 0 ? undefined : 'not here: apt-get install -y mininet bridge-utils'
}
