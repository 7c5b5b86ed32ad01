import type { Cluster } from '@underlay/sdk'
import { run } from '../packages/sdk/src/host/run.ts'

/** The last process number that a lab's own machine has given: how many processes were started, seen twice. */
export async function lastPid({ internals }: Cluster): Promise<number> {
  const host = { spawn: (place: string, argv: readonly string[]) => internals.spawn(place, argv) }
  return Number(await run(host, 'control-plane', ['cat', '/proc/sys/kernel/ns_last_pid']))
}
