import { afterAll, beforeAll, expect, test } from 'vitest'
import { capture, createKindCluster, kindConfig, ping, type Cluster } from '../../src/index.ts'

const captures = 100
const name = `addr-stop-${process.pid}`
const nodes = [{ role: 'control-plane' as const }, { role: 'worker' as const }]
let cluster: Cluster

beforeAll(async () => {
  cluster = await createKindCluster(kindConfig({ name, podSubnet: '10.98.0.0/16', nodes }), { host: 'local' })
})

afterAll(() => cluster[Symbol.asyncDispose]())

test(`${captures} captures end at once with their last packet, and lose none`, async () => {
  const [from, to] = [cluster.node('control-plane'), cluster.node('worker')]
  const seen: { readonly marked: number; readonly dropped: number; readonly stopMs: number }[] = []
  for (let round = 0; round < captures; round++) {
    const live = await capture(cluster, ['control-plane:eth0', 'worker:eth0'], undefined, { name: 'stop' })
    const { mark } = await ping(from, to, { count: 3, intervalMs: 2 })
    const start = performance.now()
    const { packets, dropped } = await live.stop()
    const marked = packets.filter(({ bytes }) => Buffer.from(bytes).includes(Buffer.from(mark))).length
    seen.push({ marked, dropped, stopMs: performance.now() - start })
  }
  // Three requests and three replies at two taps.
  expect(seen.filter(({ marked, dropped }) => marked !== 12 || dropped > 0)).toEqual([])
  const stops = seen.map(({ stopMs }) => stopMs).toSorted((a, b) => a - b)
  const [median = 0, most = 0] = [stops[captures / 2], stops.at(-1)]
  process.stderr.write(
    `capture: stop in ${median.toFixed(1)} ms (median of ${captures}), ${most.toFixed(1)} ms at most\n`,
  )
  // The bench holds it against 50 ms; here the machine may be busy.
  expect(median).toBeLessThan(250)
})
