import { spawnSync } from 'node:child_process'
import { judgeRounds, ms, ratios, times, type Bench } from '../row.ts'
import { median, timed } from '../timing.ts'
import { withSnapshot } from '../with-snapshot.ts'

const [budgetMs, timesFaster, rounds] = [20_000, 1.4, 5]

/** The tutorial as `npm start` runs it, on a prepared machine: its microVM from a snapshot, and booted, in turn. */
export const benchStart: Bench = async (say) => {
  const resumed: number[] = []
  const booted: number[] = []
  for (let round = 0; round < rounds; round++) {
    say(`npm start from a snapshot and without, round ${round + 1} of ${rounds}`)
    // The first start takes the snapshot, which is no start from one.
    if (round === 0) await withSnapshot('on', startMs)
    resumed.push(await withSnapshot('on', startMs))
    booted.push(await withSnapshot('off', startMs))
  }
  const faster = ratios(booted, resumed)
  const what = 'npm start, prepared machine'
  return [
    judgeRounds(
      { what, measured: ms(median(resumed)), baseline: '-', budget: `≤ ${budgetMs} ms` },
      { rounds: resumed, atMost: budgetMs },
    ),
    judgeRounds(
      {
        what: '  beside npm start without a snapshot',
        measured: times(median(faster)),
        baseline: ms(median(booted)),
        budget: `≥ ${timesFaster}×`,
      },
      { rounds: faster, atLeast: timesFaster },
    ),
  ]
}

async function startMs(): Promise<number> {
  const env = { ...process.env, NO_COLOR: '1' }
  const run = await timed(async () => spawnSync('node', ['start/index.mjs'], { encoding: 'utf8', env }))
  const { status, stdout, stderr } = run.value
  if (status !== 0) throw new Error(`npm start ended with ${status}\n${stdout}${stderr}`)
  return run.ms
}
