import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  assertMtu,
  assertReachable,
  attachClabFabric,
  createKindCluster,
  deployWorkload,
  faults,
  installCalico,
  pods,
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

test('a port that answers, one where nobody listens, a size that is not the largest', async () => {
  const app = await pods(cluster)
  const [from, to] = [app.on('control-plane'), app.on('worker2')]
  const tcp = (port: number) => assertReachable(cluster, from, to, { protocol: 'tcp', port })
  expect((await tcp(80)).summary).toMatch(/tcp port 80 is answered$/)
  await expect(tcp(81)).rejects.toThrow(/tcp port 81 is refused/)
  await expect(assertReachable(cluster, from, to, { protocol: 'udp', port: 53 })).rejects.toThrow(
    /udp port 53 is refused/,
  )
  await expect(assertMtu(cluster, from, to, { expect: 1400 })).rejects.toThrow(
    /the largest packet has 1450 bytes, expected 1400$/,
  )
})

test('what is no fault, and what the lab has not', async () => {
  await expect(sabotage(cluster, 'mtu-hol' as 'mtu-hole')).rejects.toThrow(
    /no fault is named mtu-hol\n.*did you mean mtu-hole\?/,
  )
  await expect(sabotage(cluster, 'bgp-session-down')).rejects.toThrow(
    /bgp-session-down needs a lab with BGP between nodes/,
  )
  await expect(sabotage(cluster, 'mtu-hole', { at: 'worker9' })).rejects.toThrow(/worker9/)
})
