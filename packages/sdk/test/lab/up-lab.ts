import { afterEach, beforeAll, expect } from 'vitest'
import {
  daemonSet,
  destroyCluster,
  planLab,
  presets,
  racks,
  type LabDefinition,
  type UpOptions,
} from '../../src/index.ts'
import type { Connection } from '../../src/host/connection.ts'
import { findSupervisor } from '../../src/host/supervisor/start.ts'
import { hostText } from './host-text.ts'

/** The lab of the tests of `up`; each file has its own process, and so its own name. */
export const name = `labs-up-${process.pid}`
export const lab = presets['flannel-vxlan'].define({ name })
export const persistent: UpOptions = { engine: 'netns', host: 'local', lifetime: 'persistent', onProgress: () => {} }

let hostBefore = ''

/** After a pass, a failure, an interrupt and a kill alike. */
export function expectSameHost(): void {
  expect(hostText()).toBe(hostBefore)
}

/** Ends the lab after each test, and holds the host against what it was before all. */
export function endEachLab(): void {
  beforeAll(() => void (hostBefore = hostText()))
  afterEach(async () => {
    await destroyCluster(name)
    expectSameHost()
  })
}

/** The lab with a line at the end of those of one of its topology's nodes. */
export function withLine(line: string, node = 'gw0'): LabDefinition {
  const { clab = expect.fail('no topology') } = lab
  const { [node]: own = {}, ...others } = clab.topology.nodes
  const nodes = { ...others, [node]: { ...own, exec: [...(own.exec ?? []), line] } }
  return { ...lab, clab: { ...clab, topology: { ...clab.topology, nodes } } }
}

/** What `up` would do, `create keep, attach keep …`. */
export async function actions(of: LabDefinition = lab): Promise<string> {
  return (await planLab(of, persistent)).steps.map(({ step, action }) => `${step} ${action}`).join(', ')
}

/** What it would do with a lab that is whole. */
export const allKept = 'create keep, attach keep, cni keep, taint keep, workload keep'

/** A lab of racks, and the same one with a rack more. */
export function twoLabs(): readonly LabDefinition[] {
  return [2, 3].map((count) => {
    const { kind, clab, files } = racks({ name, racks: count, nodesPerRack: 1 })
    return { name, kind, clab, files, flannel: {}, workload: [daemonSet('app')] }
  })
}

/** Runs something with the lab's own machine at hand. */
export async function onMachine<T>(use: (machine: Connection) => Promise<T>): Promise<T> {
  const machine = await findSupervisor(name)
  if (machine === undefined) throw new Error('the lab has ended')
  try {
    return await use(machine)
  } finally {
    machine.close()
  }
}
