import {
  capture,
  deployWorkload,
  encapMatrix,
  installCalico,
  ping,
  removeControlPlaneTaint,
  racks,
} from '@underlay/sdk'
import { labName, wiredLab } from '../local-lab.ts'
import { judge, judgeRounds, ms, times, type Bench } from '../row.ts'
import { median, timed } from '../timing.ts'

const nodes = 16
const rounds = 5
const sampled = 4
const budgetMs = 5000

/** The matrix of 16 nodes, beside one capture and one ping a pair: of some pairs, and as many times more for all. */
export const benchMatrix: Bench = async (say) => {
  const options = { racks: 4, nodesPerRack: 4, calico: { vxlan: 'CrossSubnet' } } as const
  await using cluster = await wiredLab({ name: labName('matrix'), ...options })
  await removeControlPlaneTaint(cluster)
  await installCalico(cluster, options.calico)
  const app = await deployWorkload(cluster, racks(options).workload)
  const pairs = (nodes * (nodes - 1)) / 2
  const took = { matrix: [] as number[], pair: [] as number[] }
  let passed = 0
  for (let round = 0; round < rounds; round++) {
    say(`the matrix, then ${sampled} pairs one by one, round ${round + 1} of ${rounds}`)
    const whole = await timed(() => encapMatrix(cluster, { name: 'bench-matrix' }))
    took.matrix.push(whole.ms)
    passed += whole.value.outcome === 'pass' ? 1 : 0
    for (let nth = 0; nth < sampled; nth++) {
      const [from, to] = [app.pods[nth], app.pods[nodes - 1 - nth]]
      if (from === undefined || to === undefined) throw new Error('the lab has too few pods')
      const taps = [from, to].map(({ node }) => `${node}:net0`)
      const one = await timed(() => capture(cluster, taps, () => ping(from, to, { count: 2 }), { name: 'bench-pair' }))
      took.pair.push(one.ms)
    }
  }
  const [whole, pair] = [median(took.matrix), median(took.pair)]
  return [
    judgeRounds(
      {
        what: `encapMatrix, ${nodes} nodes, ${pairs * 2} directions`,
        measured: ms(whole),
        baseline: `${ms(pair * pairs)} (${pairs} × ${ms(pair)}, one capture and ping of a pair, ${sampled} pairs measured)`,
        budget: `≤ ${budgetMs / 1000} s: ${times((pair * pairs) / whole)}`,
      },
      { rounds: took.matrix, atMost: budgetMs },
    ),
    judge('  as predicted', `${passed} of ${rounds}`, '-', 'all', passed === rounds),
  ]
}
