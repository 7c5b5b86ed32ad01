import { attachClabFabric, createKindCluster, installCalico, racks } from '@underlay/sdk'
import { labName } from '../local-lab.ts'
import { availableMib, residentMib } from '../memory.ts'
import { judge, judgeRounds, ms, ratios, times, type Bench } from '../row.ts'
import { median, timed } from '../timing.ts'

const rounds = 3
const budget = { ms: 10_000, mibPerNode: 10, perNode: 1.5 }
const nodesPerRack = 10

/** 100 nodes in 10 racks with Calico's VXLAN; and what a node of the fabric costs in a lab of 20 and in one of 200. */
export const benchManyNodes: Bench = async (say) => {
  const racksOf100 = 10
  const nodes = racksOf100 * nodesPerRack
  say(`${nodes} nodes in ${racksOf100} racks, VXLAN`)
  const lab = racks({ name: labName('100'), racks: racksOf100, nodesPerRack, calico: { vxlan: 'CrossSubnet' } })
  const before = availableMib()
  const made = await timed(async () => {
    const cluster = await createKindCluster(lab.kind, { engine: 'netns', host: 'local', onProgress: () => {} })
    await attachClabFabric(cluster, lab.clab, { files: lab.files })
    await installCalico(cluster, lab.calico)
    return cluster
  })
  const taken = (before - availableMib()) / nodes
  const resident = residentMib(lab.name) / nodes
  await made.value[Symbol.asyncDispose]()
  const perNode = { 20: [] as number[], 200: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    for (const size of [20, 200] as const) {
      say(`the fabric of ${size} nodes, round ${round + 1} of ${rounds}`)
      perNode[size].push((await fabricMs(size)) / size)
    }
  }
  const growth = ratios(perNode[200], perNode[20])
  return [
    judgeRounds(
      {
        what: `${nodes} nodes in ${racksOf100} racks, VXLAN`,
        measured: ms(made.ms),
        baseline: '-',
        budget: `≤ ${ms(budget.ms)}`,
      },
      { rounds: [made.ms], atMost: budget.ms },
    ),
    judge(
      '  memory a node',
      `${taken.toFixed(1)} MiB less available`,
      `${resident.toFixed(1)} MiB in its processes`,
      `≤ ${budget.mibPerNode} MiB`,
      Math.max(taken, resident) <= budget.mibPerNode,
    ),
    judgeRounds(
      {
        what: 'fabric a node, 200 nodes',
        measured: `${median(perNode[200]).toFixed(2)} ms`,
        baseline: `${median(perNode[20]).toFixed(2)} ms (20 nodes)`,
        budget: `≤ ${budget.perNode}×: ${times(median(growth))}`,
      },
      { rounds: growth, atMost: budget.perNode },
    ),
  ]
}

async function fabricMs(nodes: number): Promise<number> {
  const lab = racks({ name: labName(`fabric-${nodes}`), racks: nodes / nodesPerRack, nodesPerRack })
  await using cluster = await createKindCluster(lab.kind, { engine: 'netns', host: 'local', onProgress: () => {} })
  return (await timed(() => attachClabFabric(cluster, lab.clab, { files: lab.files }))).ms
}
