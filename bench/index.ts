// Prints the budgets of the project beside their baselines, both measured in this run, and fails where one is missed by
// more than the uncertainty of its rounds:
//   npm run bench [-- --help]
import { spawnSync } from 'node:child_process'
import { formatTable } from '@underlay/sdk'
import { readOptions } from './options.ts'
import { failed, type Bench, type Row } from './row.ts'
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

const options = readOptions(process.argv.slice(2), Object.keys(benches))
if ('say' in options) {
  const stream = options.exitCode === 0 ? process.stdout : process.stderr
  stream.write(`${options.say}\n`)
  process.exitCode = options.exitCode
} else {
  const rows = await measure(options.names)
  process.stdout.write(options.json ? `${JSON.stringify(rows, undefined, 2)}\n` : table(rows))
  process.exitCode = rows.some(({ verdict }) => verdict === 'MISSED' || verdict === 'FAILED') ? 1 : 0
}

/**
 * One after another, each in a process of its own, so that none has another's memory and compiled code. What a bench that
 * fails would have shown is a row of the table, and the others go on.
 */
async function measure(names: readonly string[]): Promise<readonly Row[]> {
  const [name = '', ...others] = names
  if (others.length > 0) return names.flatMap(measureApart)
  const say = (text: string): void => void process.stderr.write(`bench: ${name}: ${text}\n`)
  return (benches[name] ?? (async () => []))(say).catch((error: unknown) => [failed(name, error)])
}

function measureApart(name: string): readonly Row[] {
  const args = [import.meta.filename, '--only', name, '--json']
  const { stdout, signal } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  })
  if (signal !== null) process.kill(process.pid, signal)
  try {
    return JSON.parse(stdout) as Row[]
  } catch {
    return [failed(name, 'it ended without a result')]
  }
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ verdict, noise = '-', ...row }) => ({ ...row, noise, verdict }))
  const skipped = rows.filter(({ verdict }) => verdict === 'skipped').length
  return `${formatTable(lines)}\n${skipped > 0 ? `${skipped} skipped\n` : ''}`
}
