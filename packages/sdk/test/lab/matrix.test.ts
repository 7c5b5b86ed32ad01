import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  assertEncapMatrix,
  assertRoute,
  attachClabFabric,
  createKindCluster,
  deployWorkload,
  encapMatrix,
  formatMatrix,
  InconclusiveError,
  installCalico,
  racks,
  removeControlPlaneTaint,
  type Cluster,
  type ExpectedRoute,
  type Workload,
} from '../../src/index.ts'
import { run } from '../../src/host/run.ts'

let cluster: Cluster
let app: Workload

const lab = racks({
  name: 'matrix-lab',
  racks: 2,
  nodesPerRack: 2,
  ipFamily: 'dual',
  calico: { vxlan: 'CrossSubnet' },
})

beforeAll(async () => {
  cluster = await createKindCluster(lab.kind, { engine: 'netns', host: 'local' })
  await attachClabFabric(cluster, lab.clab, { files: lab.files })
  await installCalico(cluster, lab.calico)
  app = await deployWorkload(cluster, lab.workload)
})

afterAll(() => cluster[Symbol.asyncDispose]())

const ip = (place: string, ...argv: string[]) => run(cluster.internals, place, ['ip', ...argv])

test('a node without a pod is no evidence, and says so', async () => {
  const matrix = await encapMatrix(cluster)
  expect(matrix.outcome).toBe('inconclusive')
  expect(matrix.message).toContain('control-plane → worker: no evidence: no pod runs on control-plane')
  expect(matrix.cells.filter(({ outcome }) => outcome === 'pass')).toHaveLength(6)
  await expect(assertEncapMatrix(cluster)).rejects.toThrow(InconclusiveError)
})

test.for([4, 6] as const)('all pods, in IPv%i, as the documents say', async (family) => {
  await removeControlPlaneTaint(cluster)
  app = await deployWorkload(cluster, lab.workload)
  const matrix = await assertEncapMatrix(cluster, { family })
  expect(formatMatrix(matrix).split('\n')).toEqual([
    '                 1      2      3      4',
    '1 control-plane  ·      none   vxlan  vxlan',
    '2 worker         none   ·      vxlan  vxlan',
    '3 worker2        vxlan  vxlan  ·      none',
    '4 worker3        vxlan  vxlan  none   ·',
    '4 ends  12 of 12 directions as predicted  none 4, vxlan 8',
  ])
  // Requests and replies of both ends, at both.
  expect(matrix.cells.map(({ packets }) => packets)).toEqual(Array.from({ length: 12 }, () => 8))
  expect(JSON.parse(JSON.stringify(matrix))).toEqual(matrix)
})

test('what nodes send each other is plain', async () => {
  const between = ['control-plane', 'worker2'].map((name) => cluster.node(name))
  const { summary } = await assertEncapMatrix(cluster, { between })
  expect(summary).toBe('2 ends  2 of 2 directions as predicted  none 2')
})

test('one route by hand: red, and the pair, the packet and the place to look are named', async () => {
  const block = cluster.cni?.nodes[cluster.node('worker2').name]?.blocks[0] ?? ''
  const before = (await ip('worker', '-4', 'route', 'show', block)).trim()
  await ip('worker', 'route', 'replace', block, 'via', '10.1.0.1', 'dev', 'net0')
  try {
    await expect(assertEncapMatrix(cluster)).rejects.toThrow(
      expect.objectContaining({
        name: 'AssertionError',
        expected: 'worker → worker2: vxlan',
        actual: 'worker → worker2: none',
        message: expect.stringMatching(
          new RegExp(
            [
              '11 of 12 directions as predicted .* 1 not as predicted, 1 pair carried asymmetrically, 1 sent and never seen at the other node',
              'worker → worker2: expected vxlan, saw none in \\d+ of \\d+ packets',
              '  first: worker:net0  packet \\d+  ICMP .*',
              '  predicted from the documents: VXLAN CrossSubnet: 10.1.1.10 is outside of worker.s 10.1.0.11/24, so vxlan',
              '  back it is vxlan: asymmetric',
              `  next: underlay exec worker -- ip route get ${app.on('worker2').address}`,
              "pod/app-worker → pod/app-worker2: the kernel's route disagrees at worker:vxlan.calico, on the way there",
            ].join('\n'),
          ),
        ),
      }),
    )
  } finally {
    await ip('worker', 'route', 'replace', ...before.split(' '))
  }
  expect((await encapMatrix(cluster)).outcome).toBe('pass')
})

test('the kernel is asked as the packet asks', async () => {
  const [node, pod, far] = [cluster.node('worker'), app.on('worker'), app.on('worker2')]
  const forwarded = { from: pod, inputDevice: pod.hostInterface ?? '' }
  await assertRoute(cluster, node, { to: far, forwarded, expect: { device: 'vxlan.calico' } })
  await assertRoute(cluster, node, { to: cluster.node('worker3'), expect: { device: 'net0', nextHop: '10.1.0.1' } })
  await assertRoute(cluster, node, { to: cluster.node('control-plane'), expect: { nextHop: 'none' } })
  const wrong = assertRoute(cluster, node, { to: far, forwarded, expect: { device: 'net0' } })
  await expect(wrong).rejects.toThrow(/expected dev net0, the kernel says dev vxlan\.calico/)
  await expect(assertRoute(cluster, node, { to: far, expect: 'absent' })).rejects.toThrow('expected no route')
})

test('types, onlink and MTU of routes made by hand', async () => {
  const node = cluster.node('worker')
  const expectRoute = (to: string, expect: ExpectedRoute) => assertRoute(cluster, node, { to, expect })
  const byHand = [
    '10.77.1.0/24 via 10.99.9.9 dev net0 onlink mtu 1400',
    'fd77::/64 via fd99::9 dev net0 onlink mtu 1390',
  ]
  const refusing = [
    'blackhole 10.77.2.0/24',
    'unreachable 10.77.3.0/24',
    'prohibit 10.77.4.0/24',
    'blackhole fd78::/64',
  ]
  const all = [...byHand, ...refusing].map((line) => line.split(' '))
  try {
    for (const words of all) await ip('worker', 'route', 'add', ...words)
    await expectRoute('10.77.1.1', { device: 'net0', nextHop: '10.99.9.9', onlink: true, mtuBytes: 1400 })
    await expectRoute('fd77::1', { type: 'unicast', nextHop: 'fd99::9', onlink: true, mtuBytes: 1390 })
    await expect(expectRoute('10.77.1.1', { onlink: false })).rejects.toThrow(/expected not onlink, .* onlink mtu 1400/)
    await expectRoute('10.77.2.1', { type: 'blackhole' })
    await expectRoute('fd78::1', { type: 'blackhole' })
    await expectRoute('10.77.3.1', { type: 'unreachable' })
    await expectRoute('10.77.4.1', { type: 'prohibit' })
    await expect(expectRoute('10.77.4.1', { type: 'blackhole' })).rejects.toThrow(
      'expected blackhole, the kernel says prohibit: RTNETLINK answers: Permission denied',
    )
    await expectRoute(node.address, { type: 'local' })
    await expectRoute(cluster.node('control-plane').address, { onlink: false, mtuBytes: 'none' })
  } finally {
    for (const words of all) await ip('worker', 'route', 'del', ...words).catch(() => undefined)
  }
})
