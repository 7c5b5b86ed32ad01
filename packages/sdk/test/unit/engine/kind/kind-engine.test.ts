import { existsSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import type { InstalledCni } from '../../../../src/engine/engine.ts'
import { kindEngine } from '../../../../src/engine/kind/kind-engine.ts'
import { removeOwnFiles } from '../../../../src/engine/kind/own-files.ts'
import { labFolder, readRecord, saveRecord, type KindLab } from '../../../../src/engine/kind/record.ts'
import { LabStateError } from '../../../../src/errors.ts'
import { fakeHost } from '../../fake-host.ts'
import { preset } from '../../reference-lab.ts'
import { rejection } from '../../refusal.ts'
import { calico, flannel } from './cni-site.ts'
import { fakeDocker } from './fake-docker.ts'
import { fakeKubernetes } from './fake-kubernetes.ts'
import { containers, kindLab, lab, nodeNames, nodes, ownFolders } from './kind-lab.ts'

const fake = vi.hoisted(() => {
  const state = {
    open: (): unknown => undefined,
    installed: [] as string[],
    closed: 0,
    lost: new AbortController(),
    install: (name: string, { host }: { readonly host: { readonly kernel: string } }) => {
      state.installed.push(`${name} by ${host.kernel}`)
      return { name, podCidr: '10.98.0.0/16', ipip: 'Never', vxlan: 'Never', nodes: {}, how: 'real' }
    },
  }
  return state
})

vi.mock('../../../../src/engine/kind/open-lab.ts', () => ({ openLab: async () => fake.open() }))

// What a CNI's installation does has tests of its own; here only whether it begins, and by whose host.
vi.mock('../../../../src/engine/kind/install-cni.ts', () => ({
  installRealCalico: async (_model: unknown, site: Parameters<typeof fake.install>[1]) => fake.install('calico', site),
  installRealFlannel: async (_model: unknown, site: Parameters<typeof fake.install>[1]) =>
    fake.install('flannel', site),
}))

const attached = { fabric: { topology: preset.clab, files: preset.files } }
const installed: Omit<InstalledCni, 'name'> = {
  podCidr: '10.98.0.0/16',
  how: 'real',
  ipip: 'CrossSubnet',
  vxlan: 'Never',
  tunnel: undefined,
  pools: [],
  nodes: {},
}

/** A lab that is on record, opened. */
async function opened(record: KindLab = kindLab()) {
  ownFolders()
  fake.installed = []
  fake.closed = 0
  fake.lost = new AbortController()
  const { host } = fakeHost(() => ({}))
  const { kubernetes } = fakeKubernetes()
  fake.open = () => ({
    host: { ...host, lost: fake.lost.signal, close: () => void (fake.closed += 1) },
    containers,
    kubernetes: async () => kubernetes,
    attachPods: async () => [],
  })
  const machine = fakeDocker({ containers: nodes })
  await saveRecord(record)
  return { ...machine, engine: await kindEngine(record, { say: () => {} }) }
}

test('destroying removes the lab, and closes the handle', async () => {
  const { engine, names } = await opened()
  await engine.destroy()
  expect([names(), existsSync(labFolder(lab)), fake.closed]).toEqual([[], false, 1])
})

test('another lab that was made of its name since is left alone', async () => {
  const { engine, names } = await opened()
  await saveRecord(kindLab({ id: 'id-2' }))
  await engine.destroy()
  expect(names().toSorted()).toEqual(nodeNames.toSorted())
  expect([(await readRecord(lab))?.id, fake.closed]).toEqual(['id-2', 1])
})

test('a lab that has gone may be destroyed again; a kind cluster of its name stays', async () => {
  const { engine, names } = await opened()
  await removeOwnFiles(lab)
  await engine.destroy()
  expect(names()).toHaveLength(nodeNames.length)
})

test.for([
  ['is gone', () => removeOwnFiles(lab)],
  ['was made anew', () => saveRecord(kindLab({ ...attached, id: 'id-2' }))],
] as const)('a lab that %s is not changed by a handle to the one before', async ([, change]) => {
  const { engine } = await opened(kindLab(attached))
  await change()
  const after = await readRecord(lab)
  const { message, fix } = await rejection(engine.installCalico({}, calico), LabStateError)
  expect(message).toContain(`the lab ${lab} has ended since this handle was opened`)
  expect(fix).toBe(`connectCluster({ lab: '${lab}' })`)
  expect([fake.installed, await readRecord(lab)]).toEqual([[], after])
})

test('what another script has changed meanwhile is kept', async () => {
  const { engine } = await opened()
  await saveRecord(kindLab({ ...attached, bridges: ['br-pool0'] }))
  await engine.installCalico({}, calico)
  expect(await readRecord(lab)).toMatchObject({ id: 'id-1', bridges: ['br-pool0'], cni: { name: 'calico' } })
  expect(engine.model()).toMatchObject({ cni: { name: 'calico' }, fabric: { gateways: [{ name: 'gw0' }] } })
})

test.for([
  ['flannel', 'calico'],
  ['calico', 'flannel'],
] as const)('where %s is installed, by whatever script, %s is refused', async ([there, wanted]) => {
  const { engine } = await opened(kindLab(attached))
  await saveRecord(kindLab({ ...attached, cni: { ...installed, name: there } }))
  const second = wanted === 'calico' ? engine.installCalico({}, calico) : engine.installFlannel({}, flannel)
  const { message, fix } = await rejection(second, LabStateError)
  expect([message.split('\n')[0], fix]).toEqual([
    `${there} is installed in ${lab}`,
    'destroy the lab, and build it again',
  ])
  expect(fake.installed).toEqual([])
})

test('the one that is installed may be again: that changes its mode', async () => {
  const { engine } = await opened(kindLab(attached))
  await engine.installCalico({}, calico)
  await engine.installCalico({ ipip: 'Always' }, calico)
  expect(fake.installed).toEqual(['calico by 6.1.0-fake', 'calico by 6.1.0-fake'])
  await rejection(engine.installFlannel({}, flannel), LabStateError)
})
