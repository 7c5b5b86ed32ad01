import { afterAll, beforeAll, expect, test } from 'vitest'
import { attachClabFabric, capture, createKindCluster, interfaces, ping, racks, type Cluster } from '../../src/index.ts'

const lab = racks({ name: `labs-captures-${process.pid}`, racks: 2, nodesPerRack: 4 })
let cluster: Cluster

beforeAll(async () => {
  cluster = await createKindCluster(lab.kind, { engine: 'netns', host: 'local' })
  await attachClabFabric(cluster, lab.clab, { files: lab.files })
})

afterAll(() => cluster[Symbol.asyncDispose]())

/** Every interface of the lab, as taps. */
async function allTaps(): Promise<readonly string[]> {
  const names = (lab.kind.nodes ?? []).map((_, index) =>
    index === 0 ? 'control-plane' : index === 1 ? 'worker' : `worker${index}`,
  )
  const places = [...names.map((name) => cluster.node(name)), cluster.gateway('gw0')]
  const listed = await Promise.all(
    places.map(async (place) => (await interfaces(place)).map(({ name }) => `${place.place}:${name}`)),
  )
  return listed.flat()
}

test('all interfaces of a lab are armed at once within two seconds, and lose nothing', async () => {
  const own = await allTaps()
  // Some are tapped twice: 40 as in a trace through a lab of pods.
  const taps = [...own, ...own].slice(0, 40)
  const [from, to] = [cluster.node('control-plane'), cluster.node('worker5')]
  const start = performance.now()
  await using live = await capture(cluster, taps, undefined, { name: 'many', filter: 'icmp' })
  const armMs = performance.now() - start
  const { mark } = await ping(from, to, { count: 3, intervalMs: 2 })
  const { packets, dropped } = await live.stop()
  process.stderr.write(`capture: ${taps.length} taps armed in ${armMs.toFixed(0)} ms\n`)
  const ends = taps.flatMap((tap, id) => (['control-plane:net0', 'worker5:net0'].includes(tap) ? [id] : []))
  const marked = packets.filter(({ bytes }) => Buffer.from(bytes).includes(Buffer.from(mark)))
  expect(ends.map((id) => marked.filter(({ interfaceId }) => interfaceId === id).length)).toEqual(ends.map(() => 6))
  expect([taps.length, dropped]).toEqual([40, 0])
  expect(armMs).toBeLessThan(2000)
})
