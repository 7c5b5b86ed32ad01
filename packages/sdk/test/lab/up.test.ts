import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, test } from 'vitest'
import {
  addNodes,
  bringUpLab,
  CommandError,
  connectCluster,
  daemonSet,
  destroyCluster,
  LabError,
  LabStateError,
  listLabs,
  ping,
  planLab,
  presets,
  pods,
  racks,
  TopologyError,
  type LabDefinition,
  type UpOptions,
} from '../../src/index.ts'
import type { Connection } from '../../src/host/connection.ts'
import { run } from '../../src/host/run.ts'
import { findSupervisor } from '../../src/host/supervisor/start.ts'
import { observeDevices } from '../../src/plan/observe.ts'
import { hostText } from './host-text.ts'
import { restingLab } from './kill/whole-lab.ts'
import { tracesAfter } from './leftovers.ts'

const name = `labs-up-${process.pid}`
const goneWithinMs = 200
const lab = presets['flannel-vxlan'].define({ name })
const persistent: UpOptions = { engine: 'netns', host: 'local', lifetime: 'persistent', onProgress: () => {} }

let hostBefore = ''

beforeAll(() => void (hostBefore = hostText()))

/** After a pass, a failure, an interrupt and a kill alike. */
function expectSameHost(): void {
  expect(hostText()).toBe(hostBefore)
}

afterEach(async () => {
  await destroyCluster(name)
  expectSameHost()
})

/** The lab with a line at the end of its gateway's. */
function withLine(line: string): LabDefinition {
  const { clab = expect.fail('no topology') } = lab
  const { gw0 = {}, ...others } = clab.topology.nodes
  const nodes = { ...others, gw0: { ...gw0, exec: [...(gw0.exec ?? []), line] } }
  return { ...lab, clab: { ...clab, topology: { ...clab.topology, nodes } } }
}

const actions = async (of: LabDefinition = lab) =>
  (await planLab(of, persistent)).steps.map(({ step, action }) => `${step} ${action}`).join(', ')

test('up makes the whole lab; a second up repairs what is missing, and changes nothing else', async () => {
  expect(await actions()).toBe('create make, attach make, cni make, taint make, workload make')
  const cluster = await bringUpLab(lab, persistent)
  const before = (await pods(cluster)).pods.map(({ name: pod, address }) => `${pod} ${address}`)
  expect(before).toHaveLength(4)
  await run(cluster.internals, 'worker', ['ip', 'link', 'del', 'net0'])
  await cluster.close()
  expect(await actions()).toBe('create keep, attach keep, cni keep, taint keep, workload keep')
  const again = await bringUpLab(lab, persistent)
  expect((await pods(again)).pods.map(({ name: pod, address }) => `${pod} ${address}`)).toEqual(before)
  expect(await run(again.internals, 'worker', ['ip', '-4', '-br', 'addr', 'show', 'net0'])).toContain('10.1.0.11/24')
  await again.close()
})

test('other settings of the CNI are a change; another topology is refused, and the lab stays', async () => {
  const cluster = await bringUpLab(lab, persistent)
  await cluster.close()
  const changed = { ...lab, flannel: { ...lab.flannel, directRouting: false } }
  expect(await actions(changed)).toContain('cni change')
  const always = await bringUpLab(changed, persistent)
  expect(always.cni?.vxlan).toBe('Always')
  await always.close()
  const other = withLine('true')
  await expect(bringUpLab(other, persistent)).rejects.toThrow(LabStateError)
  await expect(bringUpLab(other, persistent)).rejects.toThrow(/another topology\n {2}fix: underlay up --reconfigure/)
  await using still = await connectCluster({ lab: name })
  expect((await pods(still)).pods).toHaveLength(4)
})

test('reconfigure makes another topology of the same name; what is refused costs the lab nothing', async () => {
  await (await bringUpLab(lab, persistent)).close()
  const wrong = { ...lab, clab: { name: 'x', topology: { nodes: {}, links: [{ endpoints: ['a:b', 'c:d'] }] } } }
  await expect(bringUpLab(wrong as never, { ...persistent, reconfigure: true })).rejects.toThrow(TopologyError)
  const nowhere = { host: 'docker', toolsImage: 'underlay-test/no-such-image', offline: true } as const
  await expect(bringUpLab(lab, { ...persistent, ...nowhere, reconfigure: true })).rejects.toThrow(LabError)
  expect(await actions()).toBe('create keep, attach keep, cni keep, taint keep, workload keep')
  await using anew = await bringUpLab(withLine('ip addr add 192.0.2.1/32 dev eth1'), {
    ...persistent,
    reconfigure: true,
  })
  expect(await run(anew.internals, 'gw0', ['ip', '-br', 'addr', 'show', 'eth1'])).toContain('192.0.2.1/32')
  expect((await pods(anew)).pods).toHaveLength(4)
})

/** A lab of racks, and the same one with a rack more. */
function twoLabs(): readonly LabDefinition[] {
  return [2, 3].map((count) => {
    const { kind, clab, files } = racks({ name, racks: count, nodesPerRack: 1 })
    return { name, kind, clab, files, flannel: {}, workload: [daemonSet('app')] }
  })
}

test('documents with more nodes let the lab grow; what runs goes on', async () => {
  const [small, large] = twoLabs()
  if (small === undefined || large === undefined) throw new Error('two labs were defined')
  const first = await bringUpLab(small, persistent)
  const before = (await pods(first)).pods.map(({ name: pod, address }) => `${pod} ${address}`)
  await first.close()
  expect(await actions(large)).toBe('create keep, attach change, cni keep, taint keep, workload keep')
  await using grown = await bringUpLab(large, persistent)
  const after = await pods(grown)
  expect(after.pods.map(({ name: pod, address }) => `${pod} ${address}`)).toEqual(expect.arrayContaining(before))
  expect((await ping(after.on('control-plane'), after.on('worker2'), { count: 1 })).received).toBe(1)
  expect(await actions(large)).toBe('create keep, attach keep, cni keep, taint keep, workload keep')
})

/** Runs something with the lab's own machine at hand. */
async function onMachine<T>(use: (machine: Connection) => Promise<T>): Promise<T> {
  const machine = await findSupervisor(name)
  if (machine === undefined) throw new Error('the lab has ended')
  try {
    return await use(machine)
  } finally {
    machine.close()
  }
}

/** `namespace device` of all that the lab has. */
async function devicesOn(machine: Connection): Promise<readonly string[]> {
  const devices = await observeDevices(machine)
  return [...devices].flatMap(([namespace, own]) => [...own].map((device) => `${namespace} ${device}`)).toSorted()
}

async function until(device: string): Promise<void> {
  await onMachine(async (machine) => {
    while (!(await devicesOn(machine)).includes(device)) await new Promise((resolve) => setTimeout(resolve, 1))
  })
}

test.each(['worker2 eth0', 'gw0 eth3', 'worker2 flannel.1'])(
  'aborted or killed while it grows, once %s is there: the devices, routes, entries and rules are as they were',
  async (device) => {
    const [small, large] = twoLabs()
    if (small === undefined || large?.clab === undefined) throw new Error('two labs were defined')
    await (await bringUpLab(small, persistent)).close()
    const before = await restingLab(name)
    const stop = new AbortController()
    const runSteps: UpOptions['runSteps'] = async (steps) => {
      for (const { name: step, run: go } of steps) {
        if (step === 'attach') void until(device).then(() => stop.abort('SIGINT'))
        await go(() => {})
      }
    }
    await expect(bringUpLab(large, { ...persistent, signal: stop.signal, runSteps })).rejects.toBe('SIGINT')
    expect(await actions(small)).toBe('create keep, attach keep, cni keep, taint keep, workload keep')
    expect(await restingLab(name)).toEqual(before)
    // As a process that is killed does it.
    const killed = await connectCluster({ lab: name })
    const growing = addNodes(killed, { kind: large.kind, clab: large.clab, files: large.files ?? {} })
    await until(device)
    await killed.close()
    await expect(growing).rejects.toThrow(/the lab is gone/)
    expect(await actions(small)).toBe('create keep, attach keep, cni keep, taint keep, workload keep')
    await (await bringUpLab(small, persistent)).close()
    expect(await restingLab(name)).toEqual(before)
  },
)

test('aborted while another script changes the lab, it waits no longer, and takes no turn', async () => {
  await (await bringUpLab(lab, persistent)).close()
  await onMachine(async (stays) => {
    const whileChanged = async (): Promise<void> => {
      const signal = AbortSignal.timeout(300)
      await expect(bringUpLab(lab, { ...persistent, signal })).rejects.toThrow(/timeout/)
      const late = stays.exclusively(async () => {}, AbortSignal.timeout(50))
      await expect(late).rejects.toThrow(/timeout/)
    }
    await onMachine((machine) => machine.exclusively(whileChanged))
    expect(await onMachine((machine) => machine.exclusively(async () => 'free'))).toBe('free')
  })
})

const otherInterface = { ...lab, flannel: { ...lab.flannel, iface: 'net9' } }
const failing = [
  ['attach', withLine('false'), CommandError],
  ['cni', otherInterface, /net9/],
] as const

test.each(failing)('a lab whose step %s fails leaves nothing', async (step, definition, why) => {
  const begun: string[] = []
  const runSteps: UpOptions['runSteps'] = async (steps) => {
    for (const each of steps) {
      begun.push(each.name)
      await each.run(() => {})
    }
  }
  await expect(bringUpLab(definition, { ...persistent, runSteps })).rejects.toThrow(why)
  expect(begun.at(-1)).toBe(step)
  expect(await tracesAfter(name, goneWithinMs)).toEqual([])
  expectSameHost()
  expect((await listLabs()).filter((record) => record.name === name)).toEqual([])
})

test('a step that fails leaves all of a lab that was there', async () => {
  const { flannel: _, workload: __, ...fabric } = lab
  await (await bringUpLab(fabric, persistent)).close()
  await expect(bringUpLab(otherInterface, persistent)).rejects.toThrow(/net9/)
  expect(await actions()).toBe('create keep, attach keep, cni make, taint keep, workload make')
})

test.each(['create', 'attach', 'cni', 'taint', 'workload'])(
  'aborted in the step %s, it leaves nothing',
  async (step) => {
    const stop = new AbortController()
    const runSteps: UpOptions['runSteps'] = async (steps) => {
      for (const each of steps) {
        // Once the step is under way.
        if (each.name === step) setTimeout(() => stop.abort('SIGINT'), 30)
        await each.run(() => {})
        if (each.name === step) await new Promise((resolve) => setTimeout(resolve, 40))
      }
    }
    await expect(bringUpLab(lab, { ...persistent, signal: stop.signal, runSteps })).rejects.toBe('SIGINT')
    expect(await tracesAfter(name, goneWithinMs)).toEqual([])
  },
)

test('killed before it has returned, it leaves nothing; aborted on a lab that was there, it leaves that', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'up-script.ts'), name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const said of child.stdout) if (String(said).includes('workload')) break
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await tracesAfter(name, goneWithinMs)).toEqual([])
  await (await bringUpLab(lab, persistent)).close()
  const stop = new AbortController()
  const runSteps: UpOptions['runSteps'] = async (steps) => {
    for (const { name: step, run: go } of steps) {
      if (step === 'cni') stop.abort('SIGINT')
      await go(() => {})
    }
  }
  await expect(bringUpLab(lab, { ...persistent, signal: stop.signal, runSteps })).rejects.toBe('SIGINT')
  expect(await actions()).toBe('create keep, attach keep, cni keep, taint keep, workload keep')
})
