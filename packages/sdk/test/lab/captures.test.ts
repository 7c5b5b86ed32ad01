import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  assertEncap,
  AssertionError,
  attachClabFabric,
  capture,
  createKindCluster,
  InconclusiveError,
  interfaces,
  ping,
  racks,
  readCapture,
  type Cluster,
  type LivePacket,
} from '../../src/index.ts'

const lab = racks({ name: `labs-captures-${process.pid}`, racks: 2, nodesPerRack: 4 })
let cluster: Cluster

beforeAll(async () => {
  cluster = await createKindCluster(lab.kind, { engine: 'netns', host: 'local' })
  await attachClabFabric(cluster, lab.clab, { files: lab.files })
})

afterAll(() => cluster[Symbol.asyncDispose]())

const taps = ['control-plane:net0', 'gw0:eth1', 'worker4:net0']
const ends = () => ({ from: cluster.node('control-plane'), to: cluster.node('worker4') })
const probe = (count = 3) => ping(ends().from, ends().to, { count, intervalMs: 2 })

const burst = () => Promise.all([1, 2, 3, 4].map(() => ping(ends().from, ends().to, { count: 300, intervalMs: 0 })))

/** What is thrown. */
function caught(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}

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
  const [from, to] = [cluster.node('control-plane'), cluster.node('worker4')]
  const start = performance.now()
  await using live = await capture(cluster, taps, undefined, { name: 'many', filter: 'icmp' })
  const armMs = performance.now() - start
  const { mark } = await ping(from, to, { count: 3, intervalMs: 2 })
  const { packets, dropped } = await live.stop()
  process.stderr.write(`capture: ${taps.length} taps armed in ${armMs.toFixed(0)} ms\n`)
  const ends = taps.flatMap((tap, id) => (['control-plane:net0', 'worker4:net0'].includes(tap) ? [id] : []))
  const marked = packets.filter(({ bytes }) => Buffer.from(bytes).includes(Buffer.from(mark)))
  expect(ends.map((id) => marked.filter(({ interfaceId }) => interfaceId === id).length)).toEqual(ends.map(() => 6))
  expect([taps.length, dropped]).toEqual([40, 0])
  expect(armMs).toBeLessThan(2000)
})

test('packets are iterated as they come, at every tap, to the end of the capture', async () => {
  const live = await capture(cluster, taps, undefined, { name: 'iterate', filter: 'icmp' })
  const seen: LivePacket[] = []
  const loop = (async () => {
    for await (const packet of live) seen.push(packet)
  })()
  const first = (async () => {
    for await (const packet of live) return packet
    return undefined
  })()
  await probe()
  // Long before the end.
  expect((await first)?.number).toBe(1)
  const cap = await live.stop()
  await loop
  expect(seen.map(({ number }) => number)).toEqual(seen.map((_, index) => index + 1))
  expect(new Set(seen.map(({ tap }) => tap))).toEqual(new Set(taps))
  expect(seen).toHaveLength(18)
  expect(cap.packets).toHaveLength(18)
  expect(cap.limited).toBeUndefined()
})

test('the file says what each tap is, what was asserted, and which packet showed the contrary', async () => {
  const cap = await capture(cluster, taps, () => probe(), { name: 'note', filter: 'icmp' })
  const verdict = assertEncap(cap, { ...ends(), at: 'gw0:eth1', expect: 'none' })
  const error = caught(() => assertEncap(cap, { ...ends(), at: 'worker4:net0', expect: 'vxlan' }))
  expect(error).toBeInstanceOf(AssertionError)
  expect(caught(() => assertEncap(cap, { from: '10.9.9.9', to: '10.9.9.8', expect: 'none' }))).toBeInstanceOf(
    InconclusiveError,
  )
  const file = readCapture(readFileSync(cap.file))
  expect(file.comments?.slice(2).map((comment) => comment.slice(0, 25))).toEqual([
    `PASS: ${verdict.summary}`.slice(0, 25),
    'FAIL: worker4:net0  expec',
    'INCONCLUSIVE: control-plane'.slice(0, 25),
  ])
  expect(file.interfaces.map(({ description }) => description)).toEqual([
    'net0 of control-plane, rack link to br-pool0',
    'eth1 of gw0, rack link to br-pool0',
    'net0 of worker4, rack link to br-pool1',
  ])
  const marked = file.packets.filter(({ comments }) => comments !== undefined)
  expect(marked.map(({ interfaceId, comments }) => [interfaceId, comments?.[0]?.slice(0, 18)])).toEqual([
    [2, 'FAIL: worker4:net0'],
    [2, 'FAIL: worker4:net0'],
  ])
})

test('a tap that drops packets passes no verdict', async () => {
  // Room for one packet.
  const cap = await capture(cluster, ['gw0:eth1'], burst, { name: 'drop', filter: 'icmp', bufferBytes: 66_000 })
  expect(cap.dropped).toBeGreaterThan(0)
  expect(cap.dropped + cap.packets.length).toBe(cap.seen)
  const error = caught(() => assertEncap(cap, { ...ends(), at: 'gw0:eth1', expect: 'none' }))
  expect(error).toBeInstanceOf(InconclusiveError)
  expect(String(error)).toMatch(/gw0:eth1 dropped \d+ packets/)
  expect(readCapture(readFileSync(cap.file)).interfaces[0]?.dropped).toBe(cap.dropped)
})

test('a ring keeps the latest packets; what it discarded passes no verdict', async () => {
  // An echo of 98 bytes takes 130.
  const options = { name: 'ring', filter: 'icmp', ringBytes: 650, ringFiles: 2 }
  const live = await capture(cluster, ['gw0:eth1'], undefined, options)
  await probe(10)
  const during = new Set<string>()
  for await (const { number } of live) {
    if (number < 20) continue
    const folder = readdirSync(dirname('.underlay/' + cluster.name + '/captures/x'))
    for (const name of folder.filter((each) => each.startsWith('ring_'))) during.add(name)
    break
  }
  const cap = await live.stop()
  expect([cap.seen, cap.packets.length, cap.dropped]).toEqual([20, 10, 10])
  expect(cap.limited).toBe('ringBytes: 1300 bytes were full, 10 older packets were discarded')
  const error = caught(() => assertEncap(cap, { ...ends(), at: 'gw0:eth1', expect: 'none' }))
  expect(String(error)).toMatch(/gw0:eth1 was captured into a ring that discarded 10 packets/)
  expect(during.size).toBe(2)
  expect(readdirSync(dirname(cap.file)).filter((name) => name.startsWith('ring'))).toEqual(['ring.pcapng'])
  expect(readCapture(readFileSync(cap.file)).comments).toContain(`limited: ${cap.limited}`)
})

test('limits of packets and time end a capture, and cut the one whose action goes on', async () => {
  const few = await capture(cluster, taps, undefined, { name: 'few', filter: 'icmp', packets: 4 })
  await probe()
  let count = 0
  for await (const _ of few) count++
  const cap = await few.stop()
  expect([count, cap.packets.length, cap.dropped, cap.limited]).toEqual([4, 4, 0, 'packets: 4 had come'])

  const short = await capture(cluster, taps, () => probe(30), { name: 'short', filter: 'icmp', durationMs: 20 })
  expect(short.limited).toBe('durationMs: 20 ms were over')
  expect(short.result.received).toBe(30)
  const error = caught(() => assertEncap(short, { ...ends(), at: 'gw0:eth1', expect: 'none' }))
  expect(error).toBeInstanceOf(InconclusiveError)

  const start = performance.now()
  const timed = await capture(cluster, taps, undefined, { name: 'timed', filter: 'icmp', durationMs: 300 })
  await probe()
  for await (const _ of timed);
  expect(performance.now() - start).toBeGreaterThan(299)
  expect((await timed.stop()).packets).toHaveLength(18)
})

const missing = spawnSync('tshark', ['--version']).status === 0 ? undefined : 'tshark is not installed'

test('tshark reads a capture from a pipe while it runs; its end ends the writing', async ({ skip }) => {
  if (missing !== undefined) skip(missing)
  await using live = await capture(cluster, taps, undefined, { name: 'pipe', filter: 'icmp' })
  const fields = ['-T', 'fields', '-e', 'frame.interface_name', '-e', 'icmp.seq']
  const tshark = spawn('tshark', ['-i', '-', '-l', '-n', '-c', '4', ...fields], { stdio: ['pipe', 'pipe', 'ignore'] })
  let said = ''
  tshark.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = new Promise((resolve) => tshark.on('close', resolve))
  const written = live.writeTo(tshark.stdin)
  await probe()
  await ended
  // Only the next packets meet the closed pipe.
  await probe()
  await written
  expect(said.trim().split('\n')).toHaveLength(4)
  expect(said).toMatch(/^(control-plane:net0|gw0:eth1|worker4:net0)\t1$/m)
  expect((await live.stop()).packets).toHaveLength(36)
})
