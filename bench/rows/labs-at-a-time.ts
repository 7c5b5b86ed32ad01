import { capture, ping, type Cluster } from '@underlay/sdk'
import { labName, wiredLab } from '../local-lab.ts'
import { judge, ms, type Bench } from '../row.ts'
import { timed } from '../timing.ts'

const labs = 8
const count = 20

/** Eight labs at a time with the same addresses: no lab sees a packet of another. */
export const benchLabsAtATime: Bench = async (say) => {
  say('one lab')
  const alone = await timed(async () => {
    await using cluster = await startLab(0)
    await flow(cluster)
  })
  say(`${labs} labs at a time`)
  const started = await timed(() => Promise.all(Array.from({ length: labs }, (_, index) => startLab(index))))
  const clusters = started.value
  try {
    const flows = await Promise.all(clusters.map(flow))
    const own = flows.reduce((sum, one) => sum + one.own, 0)
    const foreign = flows.reduce((sum, one) => sum + one.foreign, 0)
    const sent = labs * count * 2
    return [
      judge(
        `${labs} labs at a time, equal addresses`,
        `${own} own packets, ${foreign} of others`,
        `${sent} own packets expected`,
        'no influence',
        own === sent && foreign === 0,
      ),
      {
        what: '  until all are wired',
        measured: ms(started.ms),
        baseline: `${ms(alone.ms)} (one, with its flow)`,
        budget: '-',
        verdict: '-',
      },
    ]
  } finally {
    await Promise.all(clusters.map((cluster) => cluster[Symbol.asyncDispose]()))
  }
}

function startLab(index: number): Promise<Cluster> {
  return wiredLab({ name: labName(`labs-${index}`), racks: 2, nodesPerRack: 2 })
}

/** Every ICMP packet at a node's net0 and at the gateway, told apart by the mark of the lab's own ping. */
async function flow(cluster: Cluster): Promise<{ own: number; foreign: number }> {
  const [from, to] = [cluster.node('control-plane'), cluster.node('worker2')]
  const seen = await capture(cluster, ['control-plane:net0'], () => ping(from, to, { count, intervalMs: 10 }), {
    name: 'bench',
    filter: 'icmp',
  })
  const own = seen.packets.filter(({ bytes }) => Buffer.from(bytes).includes(Buffer.from(seen.result.mark))).length
  return { own, foreign: seen.packets.length - own }
}
