import { CommandError, LabTimeoutError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { run, tryRun } from '../../host/run.ts'
import type { CalicoRecord } from '../record.ts'
import { awaitedRoutes } from './awaited-routes.ts'
import type { BgpRouter } from './bgp-reach.ts'
import { birdConfig, type BgpTimers } from './bird.ts'

/** Starts BIRD on every node, or gives the running one its new configuration. */
export async function startBird(host: Host, calico: CalicoRecord, timers: BgpTimers = 'lab'): Promise<void> {
  await Promise.all(
    Object.keys(calico.nodes).map(async (node) => {
      const path = `/run/bird/${node}.conf`
      await host.write(path, birdConfig(calico, node, timers))
      const control = `/run/bird/${node}.ctl`
      const argv = ['bird', '-c', path, '-s', control, '-P', `/run/bird/${node}.pid`]
      const started = await tryRun(host, node, argv)
      if (started.exitCode === 0) return
      if (!/another BIRD running/.test(started.stderr)) throw new CommandError({ where: node, argv, ...started })
      await run(host, node, ['birdc', '-s', control, 'configure'])
    }),
  )
}

/** Ends every BIRD that runs, and waits until its routes are gone. */
export async function stopBird(host: Host, nodes: readonly string[]): Promise<void> {
  const end =
    'birdc -s "$1" down >/dev/null 2>&1 || exit 0; while ip route show proto bird | grep -q .; do sleep 0.01; done'
  await Promise.all(nodes.map((node) => run(host, node, ['sh', '-c', end, 'stop-bird', `/run/bird/${node}.ctl`])))
}

/**
 * Waits until every node has a route to every block that BGP brings it, by the device that the mode asks for.
 *
 * @param options.timers with those of the `lab` every BIRD is kept awake, too.
 * @param options.routers the fabric's routers that speak BGP.
 * @throws LabTimeoutError with the nodes and the blocks that they lack.
 */
export async function awaitBlocks(
  host: Host,
  calico: CalicoRecord,
  timeoutMs: number,
  { timers = 'lab', routers = [] }: { readonly timers?: BgpTimers; readonly routers?: readonly BgpRouter[] } = {},
): Promise<void> {
  const sockets = timers === 'lab' ? '/run/bird/*.ctl' : '-'
  const seconds = String(Math.max(1, Math.ceil(timeoutMs / 1000)))
  const awaited = awaitedRoutes(calico, routers)
  const outcomes = await Promise.all(
    [...awaited].map(async ([node, routes]) => {
      const argv = ['/underlay/await-routes.pl', seconds, sockets, ...routes]
      const result = await tryRun(host, node, argv, { timeoutMs: timeoutMs + 5_000 })
      return result.exitCode === 0 ? undefined : `${node} has no route to ${result.stderr.trim()}`
    }),
  )
  const missing = outcomes.filter((outcome) => outcome !== undefined)
  if (missing.length > 0) {
    throw new LabTimeoutError('BGP to bring every block to every node', timeoutMs, missing.join('; '))
  }
}
