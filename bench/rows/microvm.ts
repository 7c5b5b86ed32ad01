import { calicoIpipCrossSubnet, createKindCluster } from '@underlay/sdk'
import { labName } from '../local-lab.ts'
import { judge, ms, type Bench } from '../row.ts'
import { timed } from '../timing.ts'

const budgetMs = 6000

/** A microVM from nothing to the nodes of the reference lab. */
export const benchMicrovm: Bench = async (say) => {
  say('boot')
  const { kind } = calicoIpipCrossSubnet({ name: labName('microvm') })
  const start = await timed(() => createKindCluster(kind, { engine: 'netns', host: 'microvm', onProgress: () => {} }))
  await using cluster = start.value
  const { accelerator } = cluster.host
  return [judge('microVM, start to nodes', ms(start.ms), accelerator, `≤ ${budgetMs} ms`, start.ms <= budgetMs)]
}
