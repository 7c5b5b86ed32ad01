import { awaitBlocks, startBird } from '../../packages/sdk/src/cni/calico/bgp.ts'
import type { BgpTimers } from '../../packages/sdk/src/cni/calico/bird.ts'
import { run } from '../../packages/sdk/src/host/run.ts'
import { findSupervisor } from '../../packages/sdk/src/host/supervisor/start.ts'
import type { LabState } from '../../packages/sdk/src/lab/state.ts'

/** Ends every BIRD of a lab, which takes its routes along, starts them anew; milliseconds from before the first start until every node has every block. */
export async function measureBgp(lab: string, timers: BgpTimers): Promise<number> {
  const host = await findSupervisor(lab)
  if (host === undefined) throw new Error(`no lab ${lab} is running`)
  const { cni: calico } = (await host.readState()) as LabState
  if (calico?.name !== 'calico') throw new Error(`lab ${lab} has no Calico`)
  for (const node of Object.keys(calico.nodes)) {
    await run(host, node, ['birdc', '-s', `/run/bird/${node}.ctl`, 'down'])
    await run(host, node, ['sh', '-c', 'while ip route show proto bird | grep -q .; do :; done'])
  }
  const start = performance.now()
  await startBird(host, calico, timers)
  await awaitBlocks(host, calico, 60_000, { timers })
  const ms = performance.now() - start
  host.close()
  return ms
}
