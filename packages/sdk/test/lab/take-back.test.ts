import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import {
  bringUpLab,
  connectCluster,
  daemonSet,
  destroyCluster,
  nodePortService,
  nodes,
  ping,
  pods,
  racks,
  removeControlPlaneTaint,
  type LabDefinition,
} from '../../src/index.ts'
import type { Connection } from '../../src/host/connection.ts'
import { run } from '../../src/host/run.ts'
import { findSupervisor } from '../../src/host/supervisor/start.ts'
import type { LabState } from '../../src/lab/state.ts'
import { restingLab } from './kill/whole-lab.ts'

const name = `take-back-${process.pid}`
const persistent = { engine: 'netns', host: 'local', lifetime: 'persistent', onProgress: () => {} } as const
const workload = [daemonSet('app'), nodePortService('app', { port: 80, nodePort: 32_000 })]

afterEach(() => destroyCluster(name))

/** Runs something with the lab's own machine at hand. */
async function onMachine(use: (machine: Connection) => Promise<void>): Promise<void> {
  const machine = await findSupervisor(name)
  if (machine === undefined) throw new Error('the lab has ended')
  try {
    await use(machine)
  } finally {
    machine.close()
  }
}

async function stateOf(machine: Connection): Promise<LabState> {
  return (await machine.readState()) as LabState
}

/** What the lab remembers of its growth, at the last, until it ends. */
async function lastOfGrowth(machine: Connection, growth: Promise<unknown>): Promise<LabState['growing']> {
  const ended = growth.then(() => 'ended')
  for (let last: LabState['growing']; ;) {
    last = (await stateOf(machine)).growing ?? last
    if ((await Promise.race([ended, wait(1)])) === 'ended') return last
  }
}

type Network = Pick<LabDefinition, 'calico' | 'flannel'>

const networks: readonly (readonly [string, Network])[] = [
  ['flannel with VXLAN', { flannel: {} }],
  ['Calico with VXLAN', { calico: { ipip: 'Never', vxlan: 'Always' } }],
  ['Calico with BGP alone', { calico: { ipip: 'Never', vxlan: 'Never' } }],
]

/** A lab of racks, and the same one with a rack more. */
function twoLabs(network: Network): readonly [LabDefinition, LabDefinition] {
  const of = (count: number): LabDefinition => {
    const { kind, clab, files } = racks({ name, racks: count, nodesPerRack: 1 })
    return { name, kind, clab, files, ...network, workload }
  }
  return [of(2), of(3)]
}

/** Lets a lab grow, and leaves it as a process that was killed just before it saved that. */
async function killedAtEnd(machine: Connection, large: LabDefinition): Promise<LabState['growing']> {
  const state = await stateOf(machine)
  const growth = bringUpLab(large, persistent)
  const growing = await lastOfGrowth(machine, growth)
  await (await growth).close()
  await machine.saveState({ ...state, growing })
  return growing
}

test.each(networks)('killed when all of a growth is made and nothing is saved: %s is as it was', async (_, network) => {
  const [small, large] = twoLabs(network)
  await (await bringUpLab(small, persistent)).close()
  await onMachine(async (machine) => {
    const before = await restingLab(name)
    const growing = await killedAtEnd(machine, large)
    expect(Object.keys(growing?.cni?.nodes ?? {})).toHaveLength(3)
    expect(await restingLab(name)).not.toEqual(before)
    // A change that does nothing itself: `up` would mend a part.
    await using cluster = await connectCluster({ lab: name })
    await removeControlPlaneTaint(cluster)
    expect(await restingLab(name)).toEqual(before)
    expect((await stateOf(machine)).growing).toBeUndefined()
  })
})

test('a fault of the lab keeps up from nothing: the growth is taken back, and the fault mended', async () => {
  const [small, large] = twoLabs({ flannel: {} })
  await (await bringUpLab(small, persistent)).close()
  await onMachine(async (machine) => {
    await killedAtEnd(machine, large)
    await run(machine, 'worker', ['ip', 'link', 'del', 'net0'])
    await using again = await bringUpLab(small, persistent)
    const app = await pods(again)
    expect((await ping(app.on('control-plane'), app.on('worker'), { count: 1 })).received).toBe(1)
    expect((await nodes(again)).map(({ place }) => place)).toEqual(['control-plane', 'worker'])
  })
})
