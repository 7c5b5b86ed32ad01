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
              `  next: what worker answers to ip route get ${app.on('worker2').address}`,
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
