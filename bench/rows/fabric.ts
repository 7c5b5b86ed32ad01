import { attachClabFabric, createKindCluster, racks } from '@underlay/sdk'
import { startSupervisor } from '../../packages/sdk/src/host/supervisor/start.ts'
import { runMininet, runScript, withoutMininet } from '../baselines/run-baseline.ts'
import { lastPid } from '../processes.ts'
import { judge, judgeRounds, ms, ratios, skip, times, type Bench, type Row } from '../row.ts'
import { median, timed } from '../timing.ts'

const [rackCount, nodesPerRack, rounds] = [4, 5, 7]
const nodes = rackCount * nodesPerRack

/** The fabric of 20 nodes in 4 racks on the local host, beside single commands of a shell, and beside mininet. */
export const benchFabric: Bench = async (say) => {
  const noMininet = withoutMininet()
  const ours = []
  const script = []
  const mininet = []
  for (let round = 0; round < rounds; round++) {
    say(`${nodes} nodes in ${rackCount} racks, round ${round + 1} of ${rounds}`)
    ours.push(await wireOurs(round))
    script.push(runScript(rackCount, nodesPerRack))
    if (noMininet === undefined) mininet.push(runMininet(rackCount, nodesPerRack))
  }
  const fabric = of(ours, 'fabricMs')
  const whole = median(of(ours, 'wholeMs'))
  const processes = Math.max(...ours.map((round) => round.processes))
  return [
    faster('20-node fabric in 4 racks', fabric, of(script, 'fabricMs'), 'single commands', 6),
    judge(
      '  processes started for it',
      String(processes),
      `${script[0]?.processes} (single commands)`,
      `≤ nodes + 8 = ${nodes + 8}`,
      processes <= nodes + 8,
    ),
    ...(noMininet === undefined
      ? [faster('  beside mininet (lxbr)', fabric, of(mininet, 'fabricMs'), 'mininet', 5)]
      : [skip('  beside mininet (lxbr)', noMininet, '≥ 5×')]),
    beside('  with its nodes, Node’s start left out', whole, [
      ['single commands', median(of(script, 'wholeMs'))],
      ...(noMininet === undefined ? ([['mininet', median(of(mininet, 'wholeMs'))]] as const) : []),
    ]),
  ]
}

async function wireOurs(round: number) {
  const lab = racks({ name: `bench-fabric-${process.pid}-${round}`, racks: rackCount, nodesPerRack })
  const made = await timed(() => createKindCluster(lab.kind, { engine: 'netns', host: 'local', onProgress: () => {} }))
  await using cluster = made.value
  const before = await lastPid(cluster)
  const wired = await timed(() => attachClabFabric(cluster, lab.clab, { files: lab.files }))
  // The process that asks is one of them.
  const processes = (await lastPid(cluster)) - before - 1
  // A supervisor of a lab that runs answers as soon as it has started: that is Node's part of the time.
  const node = await timed(() => startSupervisor(lab.name, 'local').catch(() => {}))
  return { fabricMs: wired.ms, wholeMs: made.ms - node.ms + wired.ms, processes }
}

function of<K extends string>(measured: readonly Readonly<Record<K, number>>[], key: K): readonly number[] {
  return measured.map((round) => round[key])
}

function faster(what: string, own: readonly number[], other: readonly number[], name: string, budget: number): Row {
  const rounds = ratios(other, own)
  const [measured, baseline] = [ms(median(own)), `${ms(median(other))} (${name})`]
  const row = { what, measured, baseline, budget: `≥ ${budget}× faster: ${times(median(rounds))}` }
  return judgeRounds(row, { rounds, atLeast: budget })
}

function beside(what: string, own: number, others: readonly (readonly [name: string, ms: number])[]): Row {
  const baseline = others.map(([name, value]) => `${ms(value)} (${name}, ${times(value / own)})`).join(', ')
  return { what, measured: ms(own), baseline, budget: '-', verdict: '-' }
}
