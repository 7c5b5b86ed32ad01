import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  AssertionError,
  assertPath,
  clusterIpService,
  daemonSet,
  deployWorkload,
  findPath,
  formatLadder,
  formatTree,
  fromCaptureFile,
  installCalico,
  ping,
  capture,
  racks,
  readCapture,
  tracePath,
  type Cluster,
  type Endpoint,
  type PathComparison,
  type Workload,
} from '../../src/index.ts'
import { readFileSync } from 'node:fs'
import { labOf, said } from './cni/cni-lab.ts'

let cluster: Cluster
let app: Workload

beforeAll(async () => {
  cluster = await labOf(racks({ name: 'trace', racks: 2, nodesPerRack: 2, ipFamily: 'dual' }))
  await installCalico(cluster, { vxlan: 'CrossSubnet' })
  const service = clusterIpService('inside', { port: 8080, targetPort: 80, selector: { app: 'app' } })
  app = await deployWorkload(cluster, [daemonSet('app'), service])
})

afterAll(() => cluster[Symbol.asyncDispose]())

// A place, or `pod NODE`.
const end = (name: string): Endpoint | string => {
  if (name.startsWith('pod ')) return app.on(name.slice(4))
  if (name.includes('/')) return name
  return name === 'outside' ? cluster.outside : cluster.node(name)
}

test.for([
  ['to another rack', 'pod worker2', {}, 28],
  ['in the rack', 'pod worker', {}, 16],
  ['to its own node', 'control-plane', {}, 4],
  ['to a node in another rack, masqueraded', 'worker2', {}, 20],
  ['to what is outside', 'outside', {}, 18],
  ['by IPv6', 'pod worker2', { family: 6 }, 28],
  ['by TCP', 'pod worker2', { traffic: { protocol: 'tcp', port: 80 } }, 28],
  ['to a port that refuses', 'pod worker2', { traffic: { protocol: 'tcp', port: 81 } }, 28],
  ['to a UDP port that refuses', 'pod worker2', { traffic: { protocol: 'udp', port: 81 } }, 28],
] as const)('%s: prediction, routes and wire agree', async ([, to, options, hops]) => {
  const { outcome, rows } = await assertPath(cluster, app.on('control-plane'), end(to), options)
  expect(outcome).toBe('pass')
  expect(rows.filter(({ agrees }) => agrees === '✓')).toHaveLength(hops)
})

test('to a Service: of its endpoints the one that the packet went to', async () => {
  const options = { traffic: { protocol: 'tcp', port: 8080 } } as const
  const { path, trace } = await assertPath(cluster, app.on('control-plane'), 'default/inside', options)
  const last = trace.forward.hops.at(-1)
  expect(app.pods.find(({ address }) => address === path.endpoint)?.place).toBe(last?.place)
})

test('a trace of taps at all interfaces sees the same', async () => {
  for (let round = 0; round < 5; round++) {
    const trace = await tracePath(cluster, app.on('worker'), app.on('worker3'), { taps: 'all' })
    expect(trace.capture.interfaces.length).toBeGreaterThan(30)
    expect([trace.outcome, trace.forward.hops.length, trace.reverse?.hops.length]).toEqual(['answered', 14, 14])
  }
})

test('ladder and tree name every place', async () => {
  const trace = await tracePath(cluster, app.on('control-plane'), app.on('worker2'))
  expect(
    formatTree(trace)
      .match(/└─ .*/g)
      ?.map((line) => line.slice(3)),
  ).toEqual(
    [
      ['pod/app-control-plane', 'control-plane', 'br-pool0', 'gw0', 'br-pool1', 'worker2', 'pod/app-worker2'],
      ['pod/app-worker2', 'worker2', 'br-pool1', 'gw0', 'br-pool0', 'control-plane', 'pod/app-control-plane'],
    ].flat(),
  )
  expect(formatLadder(trace)).toMatch(/vxlan 10\.1\.0\.10 → 10\.1\.1\.10 ttl 64/)
})

/** What an assertion says when it fails. */
async function failureOf(assertion: Promise<unknown>): Promise<AssertionError<PathComparison>> {
  const error: unknown = await assertion.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof AssertionError) return error as AssertionError<PathComparison>
  throw new Error(`expected an AssertionError, got ${String(error)}`)
}

test('a route that somebody changed is named, with what the wire shows', async () => {
  const [from, to] = [app.on('control-plane'), app.on('worker2')]
  const block = `${to.address.replace(/\d+$/, (last) => String(Number(last) & 0xc0))}/26`
  const [before = ''] = (await said(cluster, 'control-plane', 'ip', 'route', 'show', block)).trim().split('\n')
  await said(cluster, 'control-plane', 'ip', 'route', 'replace', block, 'via', '10.1.0.11', 'dev', 'net0')
  try {
    const { verdict, message } = await failureOf(assertPath(cluster, from, to))
    expect(verdict.disagreement).toMatchObject({
      layer: 'route',
      direction: 'forward',
      place: 'control-plane',
      tap: 'control-plane:vxlan.calico',
      actual: 'dev net0 via 10.1.0.11',
    })
    expect(message).toMatch(/expected {2}dev vxlan.calico via .*\n {2}actual {4}dev net0 via 10\.1\.0\.11\n/)
    expect(message).toMatch(/on the wire: seen at control-plane:net0/)
  } finally {
    await said(cluster, 'control-plane', 'ip', 'route', 'replace', ...before.trim().split(/\s+/))
  }
})

test('a packet that dies at a gateway is said to, with the cause', async () => {
  const [from, to] = [app.on('control-plane'), app.on('worker2')]
  const rule =
    'add table ip trace; add chain ip trace held { type filter hook forward priority 0; }; add rule ip trace held udp dport 4789 counter drop'
  await said(cluster, 'gw0', 'nft', rule)
  try {
    const { verdict, message } = await failureOf(assertPath(cluster, from, to, { timeoutMs: 300 }))
    expect(verdict.disagreement).toMatchObject({ layer: 'packet', tap: 'gw0:eth2' })
    expect(message).toMatch(/lost in gw0: last seen at gw0:eth1, not at gw0:eth2/)
    expect(message).toMatch(/cause: gw0: .*drop/)
  } finally {
    await said(cluster, 'gw0', 'nft', 'delete table ip trace')
  }
  expect((await assertPath(cluster, from, to)).outcome).toBe('pass')
})

test('TCP without a connection is traced by its SYN', async () => {
  const [from, to] = [app.on('control-plane'), app.on('worker2')]
  await said(
    cluster,
    'worker2',
    'nft',
    'add table ip trace; add chain ip trace held { type filter hook forward priority 0; }; add rule ip trace held tcp dport 80 drop',
  )
  try {
    const trace = await tracePath(cluster, from, to, { traffic: { protocol: 'tcp', port: 80 }, timeoutMs: 300 })
    expect(trace.outcome).toBe('lost')
    expect(trace.forward.lost).toMatchObject({ place: 'worker2', lastSeen: 'worker2:vxlan.calico' })
  } finally {
    await said(cluster, 'worker2', 'nft', 'delete table ip trace')
  }
})

test('a file of others: taps in their order, no lab', async () => {
  const [from, to] = [app.on('control-plane'), app.on('worker2')]
  const taps = ['control-plane:net0', 'gw0:eth1', 'gw0:eth2', 'worker2:net0']
  const { file } = await capture(cluster, taps.toReversed(), () => ping(from, to, { count: 2 }), { name: 'others' })
  const trace = findPath(fromCaptureFile(readCapture(readFileSync(file))), { from: from.address, to: to.address, taps })
  expect([trace.outcome, trace.forward.hops.map(({ tap }) => tap)]).toEqual(['answered', taps])
  expect(trace.reverse?.hops.map(({ tap }) => tap)).toEqual(taps.toReversed())
})
