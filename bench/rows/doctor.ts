import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { judgeRounds, ms, type Bench } from '../row.ts'
import { median, timed } from '../timing.ts'

const rounds = 3
const budgetMs = 3000
const main = join(import.meta.dirname, '../../packages/cli/src/main.ts')

/** `underlay doctor` as it is typed, Node's start included, without the microVM. */
export const benchDoctor: Bench = async (say) => {
  const took: number[] = []
  for (let round = 0; round < rounds; round++) {
    say(`underlay doctor, round ${round + 1} of ${rounds}`)
    took.push((await timed(examine)).ms)
  }
  const row = { what: 'underlay doctor', measured: ms(median(took)), baseline: '-', budget: `≤ ${ms(budgetMs)}` }
  return [judgeRounds(row, { rounds: took, atMost: budgetMs })]
}

/** What it finds is not judged, only that it has looked: it has written its findings. */
function examine(): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [main, 'doctor', '--json'], (_, stdout, stderr) => {
      if (stdout.includes('"findings"')) resolve()
      else reject(new Error(stderr))
    })
  })
}
