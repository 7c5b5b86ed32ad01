import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addNodes, bringUpLab, CommandError, connectCluster, listLabs, type UpOptions } from '../../src/index.ts'
import type { Connection } from '../../src/host/connection.ts'
import { observeDevices } from '../../src/plan/observe.ts'
import { restingLab } from './kill/whole-lab.ts'
import { tracesAfter } from './leftovers.ts'
import {
  actions,
  allKept,
  endEachLab,
  expectSameHost,
  lab,
  name,
  onMachine,
  persistent,
  twoLabs,
  withLine,
} from './up-lab.ts'

const goneWithinMs = 200

endEachLab()

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
    expect(await actions(small)).toBe(allKept)
    expect(await restingLab(name)).toEqual(before)
    // As a process that is killed does it.
    const killed = await connectCluster({ lab: name })
    const growing = addNodes(killed, { kind: large.kind, clab: large.clab, files: large.files ?? {} })
    await until(device)
    await killed.close()
    await expect(growing).rejects.toThrow(/the lab is gone/)
    expect(await actions(small)).toBe(allKept)
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

// No document says what a program has done.
const addressless = withLine('ip addr flush dev net0', 'server2')
const otherInterface = { ...lab, flannel: { ...lab.flannel, iface: 'net9' } }
const failing = [
  ['attach', withLine('false'), CommandError],
  ['cni', addressless, /flannel finds no address on worker by net0/],
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
  expect(await actions()).toBe(allKept)
})
