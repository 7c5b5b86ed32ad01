import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sharedFolder } from '../real-images.ts'

const up = join(sharedFolder, 'real', 'up')
const folder = '/run/real-kind'
const containerdPid = `${folder}/exec/containerd/containerd.pid`

/** Whether the Docker Engine is one that `shared/real/up` started: only that is the tests' own to stop. */
export const isOwnEngine = process.env['DOCKER_HOST'] === `unix://${folder}/docker.sock`

/** Ends the Docker Engine: by SIGTERM with what runs in its containers, by SIGKILL without. */
export async function endEngine(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const pids = [`${folder}/docker.pid`, containerdPid].map((file) => Number(readFileSync(file, 'utf8')))
  process.kill(pids[0] ?? 0, signal)
  while (pids.some(runs)) await wait(10)
  // Where nobody has asked how it ended, the next engine would take it for one that runs.
  rmSync(containerdPid, { force: true })
}

/** Starts the Docker Engine unless it runs, and waits until it answers. */
export function startEngine(): void {
  const { status, stderr } = spawnSync(up, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

function runs(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
