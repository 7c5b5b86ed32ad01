import {
  attachClabFabric,
  createKindCluster,
  deployWorkload,
  installCalico,
  predictPath,
  racks,
  removeControlPlaneTaint,
  tracePath,
  type PathPrediction,
  type PathTrace,
} from '@underlay/sdk'
import { labName } from '../local-lab.ts'
import { judge, judgeRounds, ms, type Bench } from '../row.ts'
import { median, timed } from '../timing.ts'

const rounds = 50
const budgetMs = 2000

/** Fifty traces of one flow with taps on all interfaces of a lab of four nodes: every predicted hop is seen, in its order. */
export const benchTrace: Bench = async (say) => {
  const lab = racks({ name: labName('trace'), racks: 2, nodesPerRack: 2, calico: { vxlan: 'CrossSubnet' } })
  await using cluster = await createKindCluster(lab.kind, { engine: 'netns', host: 'local', onProgress: () => {} })
  await removeControlPlaneTaint(cluster)
  await attachClabFabric(cluster, lab.clab, { files: lab.files })
  await installCalico(cluster, lab.calico)
  const app = await deployWorkload(cluster, lab.workload)
  const [from, to] = [app.on('control-plane'), app.on('worker2')]
  const prediction = await predictPath(cluster, from, to)
  say(`${rounds} traces of one flow`)
  let [whole, taps, found, predicted] = [0, 0, 0, 0]
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const { value: trace, ms: took } = await timed(() => tracePath(cluster, from, to, { taps: 'all', name: 'bench' }))
    const hops = hopsOf(prediction, trace)
    if (hops.found === hops.predicted) whole++
    found += hops.found
    predicted += hops.predicted
    taps = trace.capture.interfaces.length
    times.push(took)
  }
  return [
    judge(
      `traceable hops of one flow, ${taps} taps`,
      `${whole} of ${rounds} runs whole, ${found} of ${predicted} hops`,
      'the predicted hops',
      `${rounds} of ${rounds}`,
      whole === rounds,
    ),
    judgeRounds(
      {
        what: '  one trace',
        measured: ms(median(times)),
        baseline: `slowest ${ms(Math.max(...times))}`,
        budget: `≤ ${budgetMs} ms`,
      },
      { rounds: times, atMost: budgetMs },
    ),
  ]
}

/** Predicted hops, and those that the trace has at their place in the order; one too many is none found. */
function hopsOf({ paths: [path] }: PathPrediction, { forward, reverse }: PathTrace) {
  const pairs = [
    [path?.forward.hops ?? [], forward.hops],
    [path?.reverse.hops ?? [], reverse?.hops ?? []],
  ] as const
  const predicted = pairs.reduce((sum, [expected]) => sum + expected.length, 0)
  const found = pairs.flatMap(([expected, seen]) =>
    expected.length < seen.length ? [] : expected.filter(({ tap }, index) => seen[index]?.tap === tap),
  ).length
  return { predicted, found }
}
