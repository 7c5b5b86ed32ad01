// #region lab
import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { reportPage } from '@underlay/report'
import * as underlay from '@underlay/sdk'
import '@underlay/sdk/vitest'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

const name = 'ci-network'
const lab = underlay.racks({ name, racks: 2, nodesPerRack: 2, calico: { vxlan: 'CrossSubnet' } })
let cluster: underlay.Cluster
let app: underlay.Workload

beforeAll(async () => {
  // What an earlier run left shows nothing of this one.
  for (const old of [`.underlay/${name}/captures`, 'results/captures', 'results/report.html']) {
    await rm(old, { recursive: true, force: true })
  }
  cluster = await underlay.createKindCluster(lab.kind, { engine: 'netns', host: 'local', lab })
  await underlay.removeControlPlaneTaint(cluster)
  await underlay.attachClabFabric(cluster, lab.clab, { files: lab.files })
  await underlay.installCalico(cluster, lab.calico)
  app = await underlay.deployWorkload(cluster, lab.workload)
})
// #endregion

// #region tests
test('between racks pods talk in VXLAN', async () => {
  const [from, to] = [app.on('control-plane'), app.on('worker2')]
  const taps = ['control-plane:net0', 'gw0:eth2', 'worker2:net0']
  const cap = await underlay.capture(cluster, taps, () => underlay.ping(from, to), { name: 'between-racks' })
  for (const at of taps) expect(cap).toBeEncapsulated('vxlan', { at, from, to, mark: cap.result.mark })
})

test('inside of a rack packets are as the pods sent them', async () => {
  const [from, to] = [app.on('control-plane'), app.on('worker')]
  const at = 'control-plane:net0'
  const cap = await underlay.capture(cluster, [at], () => underlay.ping(from, to), { name: 'inside-of-a-rack' })
  expect(cap).toBeEncapsulated('none', { at, from, to, mark: cap.result.mark })
})

test('the other rack answers, and 1450 bytes pass in one piece', async () => {
  const [from, to] = [app.on('worker'), app.on('worker3')]
  await expect(from).toReach(to, { protocol: 'tcp', port: 80 })
  await expect(from).toCarryMtu(to, { expect: 1450 })
})

test('all pairs of nodes are carried as the documents say', async () => {
  await expect(cluster).toEncapsulateAsPredicted()
})
// #endregion

// #region results
const failures: NonNullable<underlay.GatherOptions['verdicts']>[number][] = []

afterEach(({ task }) => {
  for (const { name, message } of task.result?.errors ?? []) {
    failures.push({ outcome: name === 'InconclusiveError' ? 'inconclusive' : 'fail', summary: task.name, message })
  }
})

// Also after a failed test: then it is needed most.
afterAll(async () => {
  if (cluster === undefined) return
  try {
    await mkdir('results', { recursive: true })
    await writeFile('results/report.html', reportPage(await underlay.gatherReport(cluster, { verdicts: failures })))
    await cp(`.underlay/${name}/captures`, 'results/captures', { recursive: true })
  } finally {
    await cluster[Symbol.asyncDispose]()
  }
})
// #endregion
