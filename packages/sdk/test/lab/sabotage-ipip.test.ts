import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  attachClabFabric,
  createKindCluster,
  deployWorkload,
  faults,
  installCalico,
  racks,
  removeControlPlaneTaint,
  sabotage,
  type Cluster,
} from '../../src/index.ts'
import { labTables } from './lab-tables.ts'
import { differencesFromRecord, proveFault } from './prove-fault.ts'

const lab = racks({ name: 'labs-sabotage-ipip', racks: 2, nodesPerRack: 2, calico: { ipip: 'CrossSubnet' } })
let cluster: Cluster

beforeAll(async () => {
  cluster = await createKindCluster(lab.kind, { engine: 'netns', host: 'microvm' })
  await removeControlPlaneTaint(cluster)
  await attachClabFabric(cluster, lab.clab, { files: lab.files })
  await installCalico(cluster, lab.calico)
  await deployWorkload(cluster, lab.workload)
})

afterAll(() => cluster[Symbol.asyncDispose]())

// Those that the faults change; all of them are sabotage.test.ts's, in a faster kernel.
const tables = () => labTables(cluster, ['control-plane', 'gw0'])

// Those that need it: a trace takes its time in an emulated kernel.
const ipip = ['bgp-session-down', 'tunnel-blocked']

test.for(faults.filter(({ name }) => ipip.includes(name)))(
  '$name: $assertion is green, red, and green again',
  async (fault) => {
    const seen = await proveFault(cluster, fault, tables)
    // What VXLAN has too is recorded there.
    expect(fault.needs === 'bgp' ? differencesFromRecord(fault, seen) : []).toEqual([])
  },
)

test('a session that a killed script left disabled comes back by installCalico', async () => {
  const before = await tables()
  await using _ = await sabotage(cluster, 'bgp-session-down')
  await installCalico(cluster, lab.calico)
  expect(await tables()).toEqual(before)
})
