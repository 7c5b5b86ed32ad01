import { calicoIpipCrossSubnet, createKindCluster } from '@underlay/sdk'
import { run } from '../../packages/sdk/src/host/run.ts'
import { startSupervisor } from '../../packages/sdk/src/host/supervisor/start.ts'
import { labName } from '../local-lab.ts'
import { judgeRounds, ms, ratios, times, type Bench } from '../row.ts'
import { median, timed } from '../timing.ts'
import { withSnapshot } from '../with-snapshot.ts'

const [nodesBudgetMs, timesFaster, rounds] = [6000, 5, 3]

/** A microVM from nothing to its first command, booted and from its snapshot in turn, and to the nodes of the reference lab. */
export const benchMicrovm: Bench = async (say) => {
  // The first start takes the snapshot, which is no start from one.
  await withSnapshot('on', startMs)
  const booted: number[] = []
  const resumed: number[] = []
  const nodes: number[] = []
  for (let round = 0; round < rounds; round++) {
    say(`boot, snapshot, boot to nodes: round ${round + 1} of ${rounds}`)
    booted.push(await withSnapshot('off', startMs))
    resumed.push(await withSnapshot('on', startMs))
    nodes.push(await withSnapshot('off', nodesMs))
  }
  const faster = ratios(booted, resumed)
  return [
    judgeRounds(
      {
        what: 'microVM, boot to nodes',
        measured: ms(median(nodes)),
        baseline: '-',
        budget: `≤ ${nodesBudgetMs} ms`,
      },
      { rounds: nodes, atMost: nodesBudgetMs },
    ),
    judgeRounds(
      {
        what: 'microVM, from its snapshot to the first command',
        measured: `${ms(median(resumed))}, ${times(median(faster))}`,
        baseline: `${ms(median(booted))} (boot)`,
        budget: `≥ ${timesFaster}×`,
      },
      { rounds: faster, atLeast: timesFaster },
    ),
  ]
}

async function startMs(): Promise<number> {
  const { value, ms: taken } = await timed(async () => {
    const lab = await startSupervisor(labName('microvm'), 'microvm')
    await run(lab, '', ['echo'])
    return lab
  })
  await value.destroy()
  return taken
}

async function nodesMs(): Promise<number> {
  const { kind } = calicoIpipCrossSubnet({ name: labName('microvm') })
  const start = await timed(() => createKindCluster(kind, { engine: 'netns', host: 'microvm', onProgress: () => {} }))
  await start.value[Symbol.asyncDispose]()
  return start.ms
}
