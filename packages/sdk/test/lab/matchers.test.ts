import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  attachClabFabric,
  capture,
  createKindCluster,
  deployWorkload,
  InconclusiveError,
  installCalico,
  ping,
  racks,
  removeControlPlaneTaint,
  type Cluster,
  type Pod,
} from '../../src/index.ts'
import { run } from '../../src/host/run.ts'
import '../../src/vitest/index.ts'

const lab = racks({ name: 'matchers-lab', racks: 2, nodesPerRack: 1, calico: { vxlan: 'CrossSubnet' } })
let cluster: Cluster
let here: Pod
let there: Pod

beforeAll(async () => {
  cluster = await createKindCluster(lab.kind, { engine: 'netns', host: 'local' })
  await removeControlPlaneTaint(cluster)
  await attachClabFabric(cluster, lab.clab, { files: lab.files })
  await installCalico(cluster, lab.calico)
  const app = await deployWorkload(cluster, lab.workload)
  here = app.on('control-plane')
  there = app.on('worker')
})

afterAll(() => cluster[Symbol.asyncDispose]())

test('a capture of the lab: endpoints are named, not addresses', async () => {
  const cap = await capture(cluster, ['worker:net0'], () => ping(here, there, { count: 1 }))
  expect(cap).toBeEncapsulated('vxlan', { at: 'worker:net0', from: here, to: there })
  expect(cap).not.toBeEncapsulated('none', { from: here, to: there })
  expect(() => expect(cap).toBeEncapsulated('none', { from: here, to: there })).toThrow(
    /saw vxlan[^]*because 10\.1\.\d\.10 is outside/,
  )
  const unseen = { from: here, to: cluster.node('worker') }
  expect(() => expect(cap).not.toBeEncapsulated('none', unseen)).toThrow(InconclusiveError)
})

test('what a healthy lab does', async () => {
  await expect(here).toReach(there)
  await expect(here).toReach(there, { protocol: 'tcp', port: 80 })
  await expect(here).toTakePredictedPath(there)
  await expect(here).toCarryMtu(there)
  await expect(cluster.node('control-plane')).toRoute(there, { device: 'vxlan.calico' })
  await expect(cluster).toEncapsulateAsPredicted()
})

test('what it does not: .not passes', async () => {
  await expect(here).not.toReach(there, { protocol: 'tcp', port: 81 })
  await expect(here).not.toCarryMtu(there, { expect: 1400 })
  await expect(cluster.node('control-plane')).not.toRoute(there, { device: 'net0' })
})

test('both turn red, with both sides', async () => {
  await expect(expect(here).toReach(there, { protocol: 'tcp', port: 81 })).rejects.toThrow(
    expect.objectContaining({ message: expect.stringContaining('port 81 is refused'), actual: 'refused' }),
  )
  await expect(expect(here).toCarryMtu(there, { expect: 1400 })).rejects.toThrow(
    expect.objectContaining({ expected: 1400, actual: 1450 }),
  )
  await expect(expect(cluster).not.toEncapsulateAsPredicted()).rejects.toThrow(
    'expected the contrary of: 2 ends  2 of 2 directions as predicted',
  )
  await expect(expect(here).not.toTakePredictedPath(there)).rejects.toThrow(/^expected the contrary of: /)
})

test('who answers is reached, also when that is not wanted', async () => {
  await expect(expect(here).not.toReach(there)).rejects.toThrow(
    expect.objectContaining({
      message: expect.stringContaining('is answered, expected unreachable'),
      actual: 'answered',
    }),
  )
})

test('without evidence there is no verdict, with .not neither', async () => {
  const absent = { between: [here] }
  await expect(expect(cluster).toEncapsulateAsPredicted(absent)).rejects.toThrow(InconclusiveError)
  await expect(expect(cluster).not.toEncapsulateAsPredicted(absent)).rejects.toThrow(InconclusiveError)
  await run(cluster.internals, here.place, ['ip', 'route', 'del', 'default'])
  try {
    // It cannot send: that shows nothing of the other one.
    await expect(expect(here).not.toReach(there)).rejects.toThrow(/inconclusive: it was not sent: .*unreachable/)
    await expect(expect(here).toReach(there)).rejects.toThrow(/is not answered/)
  } finally {
    await run(cluster.internals, here.place, ['ip', 'route', 'add', 'default', 'via', '169.254.1.1', 'dev', 'eth0'])
  }
})

test('a path that carries less: who refuses with which MTU, or where it vanishes', async () => {
  const ip = (place: string, ...argv: string[]) => run(cluster.internals, place, ['ip', ...argv])
  const carries = () => expect(here).toCarryMtu(there, { expect: 1450, timeoutMs: 200 })
  const block = cluster.cni?.nodes[cluster.node('worker').name]?.blocks[0] ?? ''
  const route = (await ip('control-plane', 'route', 'show', block)).trim().split(/ +/)
  expect(route).toEqual(expect.arrayContaining(['mtu', '1450']))
  await ip('control-plane', 'route', 'replace', ...route.map((word) => (word === '1450' ? '1400' : word)))
  try {
    await expect(carries()).rejects.toThrow(
      /has 1400 bytes, expected 1450\n {2}1401 bytes: \S+ \(control-plane\) says Frag needed .*mtu = 1400\)$/,
    )
  } finally {
    await ip('control-plane', 'route', 'replace', ...route)
    await ip(here.place, 'route', 'flush', 'cache')
  }
  await ip(here.place, 'link', 'set', 'eth0', 'mtu', '1300')
  try {
    await expect(carries()).rejects.toThrow(/1301 bytes: pod\/app-control-plane says message too long, mtu=1300$/)
  } finally {
    await ip(here.place, 'link', 'set', 'eth0', 'mtu', '1450')
  }
  await ip('worker', 'link', 'set', 'net0', 'mtu', '1480')
  try {
    await expect(carries()).rejects.toThrow(
      /1435 bytes: lost on the way there, in br-pool1: seen last at \S+, without a word\n {2}cause: worker: the MTU of net0 is 1480/,
    )
  } finally {
    await ip('worker', 'link', 'set', 'net0', 'mtu', '1500')
  }
})
