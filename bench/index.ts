// Prints the budgets of the project beside their baselines, both measured in this run, and fails where one is missed by
// more than the uncertainty of its rounds:
//   npm run bench [-- --only NAME[,NAME…]]
import { parseArgs } from 'node:util'
import { formatTable } from '@underlay/sdk'
import type { Bench, Row } from './row.ts'
import { benchBgpNodes } from './rows/bgp-nodes.ts'
import { benchCaptures } from './rows/captures.ts'
import { benchDecode } from './rows/decode.ts'
import { benchDoctor } from './rows/doctor.ts'
import { benchFabric } from './rows/fabric.ts'
import { benchKind } from './rows/kind.ts'
import { benchLabsAtATime } from './rows/labs-at-a-time.ts'
import { benchManyNodes } from './rows/many-nodes.ts'
import { benchMatrix } from './rows/matrix.ts'
import { benchMicrovm } from './rows/microvm.ts'
import { benchStart } from './rows/start.ts'
import { benchTrace } from './rows/trace.ts'
import { benchStream } from './rows/stream.ts'
import { benchVerdict } from './rows/verdict.ts'

const benches: Readonly<Record<string, Bench>> = {
  fabric: benchFabric,
  'many-nodes': benchManyNodes,
  'bgp-nodes': benchBgpNodes,
  captures: benchCaptures,
  labs: benchLabsAtATime,
  decode: benchDecode,
  doctor: benchDoctor,
  matrix: benchMatrix,
  microvm: benchMicrovm,
  start: benchStart,
  trace: benchTrace,
  stream: benchStream,
  verdict: benchVerdict,
  kind: benchKind,
}

const { only } = parseArgs({ options: { only: { type: 'string' } } }).values
const names = only?.split(',') ?? Object.keys(benches)
const rows: Row[] = []
for (const name of names) {
  const bench = benches[name]
  if (bench === undefined) throw new Error(`--only ${name}: there is ${Object.keys(benches).join(', ')}`)
  rows.push(...(await bench((text) => void process.stderr.write(`bench: ${name}: ${text}\n`))))
}
const lines = rows.map(({ verdict, noise = '-', ...row }) => ({ ...row, noise, verdict }))
process.stdout.write(`${formatTable(lines)}\n`)
const skipped = rows.filter(({ verdict }) => verdict === 'skipped').length
if (skipped > 0) process.stdout.write(`${skipped} skipped\n`)
process.exitCode = rows.some(({ verdict }) => verdict === 'MISSED') ? 1 : 0
