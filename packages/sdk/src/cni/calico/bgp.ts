import { cidrContains } from '@underlay/configs'
import { CommandError, LabTimeoutError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { run, tryRun } from '../../host/run.ts'
import type { CalicoRecord } from '../record.ts'
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

/**
 * Waits until every node has a route to every block, by the device that the mode asks for.
 *
 * @param timers with those of the `lab` every BIRD is kept awake, too.
 * @throws LabTimeoutError with the nodes and the blocks that they lack.
 */
export async function awaitBlocks(
  host: Host,
  calico: CalicoRecord,
  timeoutMs: number,
  timers: BgpTimers = 'lab',
): Promise<void> {
  const sockets = timers === 'lab' ? '/run/bird/*.ctl' : '-'
  const seconds = String(Math.max(1, Math.ceil(timeoutMs / 1000)))
  const outcomes = await Promise.all(
    Object.keys(calico.nodes).map(async (node) => {
      const argv = ['/underlay/await-routes.pl', seconds, sockets, ...awaitedRoutes(calico, node)]
      const result = await tryRun(host, node, argv, { timeoutMs: timeoutMs + 5_000 })
      return result.exitCode === 0 ? undefined : `${node} has no route to ${result.stderr.trim()}`
    }),
  )
  const missing = outcomes.filter((outcome) => outcome !== undefined)
  if (missing.length > 0) {
    throw new LabTimeoutError('BGP to bring every block to every node', timeoutMs, missing.join('; '))
  }
}

// After a change of mode the old routes are still there for a moment, to the same blocks by another device.
function awaitedRoutes({ settings, nodes }: CalicoRecord, nodeName: string): string[] {
  const own = nodes[nodeName]
  return Object.entries(nodes).map(([name, peer]) => {
    if (own === undefined || name === nodeName) return peer.block
    const near = cidrContains(own.address, peer.address.split('/')[0] ?? '')
    if (settings.ipip === 'Always' || (settings.ipip === 'CrossSubnet' && !near)) return `${peer.block}@tunl0`
    return `${peer.block}@${own.interface}`
  })
}
