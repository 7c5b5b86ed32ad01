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

// Its name makes the blocks, which are in the records.
const lab = racks({ name: 'labs-sabotage', racks: 2, nodesPerRack: 2, calico: { vxlan: 'CrossSubnet' } })
let cluster: Cluster

beforeAll(async () => {
  cluster = await createKindCluster(lab.kind, { engine: 'netns', host: 'local' })
  await removeControlPlaneTaint(cluster)
  await attachClabFabric(cluster, lab.clab, { files: lab.files })
  await installCalico(cluster, lab.calico)
  await deployWorkload(cluster, lab.workload)
})

afterAll(() => cluster[Symbol.asyncDispose]())

// BGP is sabotage-ipip.test.ts's.
const here = faults.filter(({ needs }) => needs === undefined || needs === 'vxlan')

test.for(here)('$name: $assertion is green, red, and green again', async (fault) => {
  expect(differencesFromRecord(fault, await proveFault(cluster, fault))).toEqual([])
})

test.for(here.filter(({ repairedBy }) => repairedBy !== undefined))(
  '$name, when its script is killed: $repairedBy repairs it',
  async (fault) => {
    const before = await labTables(cluster)
    await using _ = await sabotage(cluster, fault)
    expect(await labTables(cluster)).not.toEqual(before)
    if (fault.repairedBy === 'installCalico') await installCalico(cluster, lab.calico)
    else await attachClabFabric(cluster, lab.clab, { files: lab.files })
    expect(await labTables(cluster)).toEqual(before)
  },
)

test('what is no fault, and what the lab has not', async () => {
  await expect(sabotage(cluster, 'mtu-hol' as 'mtu-hole')).rejects.toThrow(
    /no fault is named mtu-hol\n.*did you mean mtu-hole\?/,
  )
  await expect(sabotage(cluster, 'bgp-session-down')).rejects.toThrow(
    /bgp-session-down needs a lab with BGP between nodes/,
  )
  await expect(sabotage(cluster, 'mtu-hole', { at: 'worker9' })).rejects.toThrow(/worker9/)
})
