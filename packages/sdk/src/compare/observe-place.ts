import { setTimeout } from 'node:timers/promises'
import type { Spawner } from '../host/host.ts'
import { run, tryRun } from '../host/run.ts'
import { readPlace } from './read-place.ts'
import type { PlaceSnapshot } from './snapshot.ts'

const looks = 'addr show\nroute show\nneigh show\n'

const settleMs = 2000

/**
 * Looks at the network of a place: three programs, whatever there is. While the kernel is still bringing up a device it
 * looks again, for 2 seconds at most.
 */
export async function observePlace(host: Spawner, place: string): Promise<PlaceSnapshot> {
  const deadline = performance.now() + settleMs
  for (;;) {
    const seen = await lookAt(host, place)
    if (!isSettling(seen) || performance.now() > deadline) return seen
    await setTimeout(50)
  }
}

// A device has its carrier at once, and is running, with its link-local address, when the kernel has looked: each second.
function isSettling({ interfaces = [] }: PlaceSnapshot): boolean {
  return interfaces.some(({ flags }) => flags.includes('LOWER_UP') && flags.includes('NO-CARRIER'))
}

async function lookAt(host: Spawner, place: string): Promise<PlaceSnapshot> {
  const [all, ipv6, fdb] = await Promise.all([
    run(host, place, ['ip', '-j', '-d', '-batch', '-'], { stdin: looks }),
    tryRun(host, place, ['ip', '-6', '-j', '-d', 'route', 'show']),
    run(host, place, ['bridge', '-j', 'fdb', 'show']),
  ])
  // One line of JSON for each line of the batch.
  const [addr = '', ipv4Routes = '', neigh = ''] = all.split('\n').filter((line) => line.trim() !== '')
  // A kernel without IPv6 says so by its exit code.
  return readPlace({ addr, ipv4Routes, neigh: [neigh], fdb, ...(ipv6.exitCode === 0 && { ipv6Routes: ipv6.stdout }) })
}
