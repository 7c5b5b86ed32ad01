// #region test
import '@underlay/sdk/vitest'

import * as underlay from '@underlay/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'

const lab = underlay.racks({ name: 'ci-lab', racks: 2, nodesPerRack: 2, calico: { vxlan: 'CrossSubnet' } })
let cluster: underlay.Cluster
let app: underlay.Workload

beforeAll(async () => {
  cluster = await underlay.createKindCluster(lab.kind, { engine: 'netns', lab })
  await underlay.removeControlPlaneTaint(cluster)
  await underlay.attachClabFabric(cluster, lab.clab, { files: lab.files })
  await underlay.installCalico(cluster, lab.calico)
  app = await underlay.deployWorkload(cluster, lab.workload)
}, 120_000)
afterAll(() => cluster[Symbol.asyncDispose]())

test('between racks pods talk in VXLAN, and the gateway sees it', async () => {
  const [from, to] = [app.on('control-plane'), app.on('worker2')]
  const cap = await underlay.capture(cluster, ['control-plane:net0', 'gw0:eth2'], () => underlay.ping(from, to))
  expect(cap).toBeEncapsulated('vxlan', { from, to, mark: cap.result.mark })
  await expect(from).toReach(to, { protocol: 'tcp', port: 80 })
  await expect(from).toTakePredictedPath(to)
  await expect(from).toCarryMtu(to, { expect: 1450 })
  await expect(cluster.node('control-plane')).toRoute(to, { device: 'vxlan.calico' })
})

test('all pairs of nodes, in one capture', async () => {
  await expect(cluster).toEncapsulateAsPredicted()
})
// #endregion
