import { spawnSync } from 'node:child_process'
import { judge, ms, type Bench } from '../row.ts'
import { timed } from '../timing.ts'

const budgetMs = 20_000

/** The tutorial as `npm start` runs it, on a prepared machine. */
export const benchStart: Bench = async (say) => {
  say('npm start')
  const env = { ...process.env, NO_COLOR: '1' }
  const wall = await timed(async () => spawnSync('node', ['start/index.mjs'], { encoding: 'utf8', env }))
  const { status, stdout, stderr } = wall.value
  if (status !== 0) process.stderr.write(stdout + stderr)
  const kept = status === 0 && wall.ms <= budgetMs
  return [judge('npm start, prepared machine', ms(wall.ms), '-', `≤ ${budgetMs} ms`, kept)]
}
