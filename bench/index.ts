// Prints the budgets of the project beside their baselines, both measured in this run: `npm run bench`.
import { spawnSync } from 'node:child_process'
import {
  calicoIpipCrossSubnet,
  capture,
  createKindCluster,
  attachClabFabric,
  deployWorkload,
  formatTable,
  installCalico,
  ping,
  removeControlPlaneTaint,
} from '@underlay/sdk'
import { measureBgp } from './bgp.ts'
import { median, timed } from './timing.ts'
import { captureWithoutImmediateMode } from './slow-tcpdump.ts'

const rows: Record<string, string>[] = []
let missed = 0
function report(what: string, measured: string, baseline: string, budget: string, kept: boolean): void {
  if (!kept) missed++
  rows.push({ what, measured, baseline, budget, verdict: kept ? 'kept' : 'MISSED' })
}
function say(text: string): void {
  process.stderr.write(`bench: ${text}\n`)
}
const ms = (value: number): string => `${Math.round(value)} ms`

const preset = calicoIpipCrossSubnet({ name: `bench-${process.pid}` })
say('the lab')
const start = await timed(() => createKindCluster(preset.kind))
const cluster = start.value
report('microVM, start to nodes', ms(start.ms), '-', '≤ 6000 ms', start.ms <= 6000)
await removeControlPlaneTaint(cluster)
await attachClabFabric(cluster, preset.clab, { files: preset.files })
await installCalico(cluster, preset.calico)
const app = await deployWorkload(cluster, preset.workload)

say('BGP, own timers and BIRD’s, interleaved three times')
const bgp = { lab: [] as number[], default: [] as number[] }
for (let round = 0; round < 3; round++) {
  bgp.lab.push(await measureBgp(cluster.name, 'lab'))
  bgp.default.push(await measureBgp(cluster.name, 'default'))
}
await measureBgp(cluster.name, 'lab')
const ratio = median(bgp.default) / median(bgp.lab)
report(
  'BGP, 4 nodes',
  ms(median(bgp.lab)),
  `${ms(median(bgp.default))} (BIRD's timers)`,
  `≥ 5× faster: ${ratio.toFixed(1)}×`,
  ratio >= 5,
)

say('100 captures of a 10-packet flow')
const [client, server] = [app.on('control-plane'), app.on('worker2')]
let [lost, packets] = [0, 0]
const stops: number[] = []
for (let round = 0; round < 100; round++) {
  const flow = await timed(() =>
    capture(cluster, ['control-plane:net0'], () => ping(client, server, { count: 5, intervalMs: 2 }), {
      name: 'bench',
      filter: 'ip proto 4',
    }),
  )
  packets += flow.value.packets.length
  lost += 10 - flow.value.packets.length + flow.value.dropped
  stops.push(flow.ms)
}
const plain = await captureWithoutImmediateMode(cluster, client, server)
report('100 captures of 10 packets', `${packets} of 1000 packets`, `${plain} of 10 (tcpdump -U)`, '0 lost', lost === 0)
report('one of them, armed to file', ms(median(stops)), '-', '-', true)

await cluster[Symbol.asyncDispose]()

say('npm start')
const wall = await timed(async () =>
  spawnSync('node', ['start/index.mjs'], { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } }),
)
if (wall.value.status !== 0) process.stderr.write(wall.value.stdout + wall.value.stderr)
report('npm start, prepared machine', ms(wall.ms), '-', '≤ 20000 ms', wall.value.status === 0 && wall.ms <= 20_000)

process.stdout.write(`${formatTable(rows)}\n`)
process.exitCode = missed === 0 ? 0 : 1
