import { expect, test } from 'vitest'
import { clusterOf } from '../../../src/cluster/cluster.ts'
import { installCalico, type InstallCalicoOptions } from '../../../src/cluster/install-calico.ts'
import { installFlannel } from '../../../src/cluster/install-flannel.ts'
import type { EngineKind } from '../../../src/engine/engine.ts'
import { netnsEngine } from '../../../src/engine/netns/netns-engine.ts'
import { LabError } from '../../../src/errors.ts'
import type { Connection } from '../../../src/host/connection.ts'
import { fakeHost } from '../fake-host.ts'
import { labState } from '../reference-lab.ts'
import { rejection } from '../refusal.ts'
import { fakeEngine } from './fake-engine.ts'

function fakeLab(engine: EngineKind) {
  const { lab, asked } = fakeEngine(engine)
  return { cluster: clusterOf(lab, 'visitor'), asked }
}

const byDefault = { verifyAddresses: true, offline: false }

test.for([
  ['netns', 30_000],
  ['kind', 300_000],
  ['existing', 300_000],
] as const)('Calico on %s gets %i ms, and its addresses are verified', async ([engine, timeoutMs]) => {
  const { cluster, asked } = fakeLab(engine)
  await installCalico(cluster)
  expect(asked).toEqual([['installCalico', {}, { ...byDefault, timeoutMs }]])
})

test("Calico's own settings are parted from how it is installed", async () => {
  const { cluster, asked } = fakeLab('kind')
  const settings = { ipip: 'CrossSubnet', mtuBytes: 1400 } as const
  const how = { timeoutMs: 1, verifyAddresses: false, offline: true, version: 'v3.32.1', registry: 'mirror.local' }
  await installCalico(cluster, { ...settings, ...how, manifest: 'calico.yaml' })
  expect(asked).toEqual([['installCalico', settings, { ...how, manifest: 'calico.yaml' }]])
})

test('flannel, by default and with all options', async () => {
  const { cluster, asked } = fakeLab('kind')
  await installFlannel(cluster)
  const how = { timeoutMs: 1, verifyAddresses: false, offline: true, version: 'v0.28.9', manifest: 'flannel.yaml' }
  await installFlannel(cluster, { backend: 'vxlan', directRouting: true, ...how })
  expect(asked).toEqual([
    ['installFlannel', {}, { ...byDefault, timeoutMs: 300_000 }],
    ['installFlannel', { backend: 'vxlan', directRouting: true }, how],
  ])
})

const unused = (): never => expect.fail('it is refused before anything is done')

/** The netns engine of a lab in which nothing may be changed. */
function netnsLab() {
  const { host, spawned } = fakeHost(() => ({}))
  const connection: Connection = {
    ...host,
    accelerator: 'tcg',
    info: unused,
    readState: unused,
    saveState: unused,
    exclusively: unused,
    detach: unused,
    destroy: unused,
    close: unused,
  }
  return { cluster: clusterOf(netnsEngine(connection, labState()), 'visitor'), spawned }
}

test.for<InstallCalicoOptions>([{ version: 'v3.32.1' }, { manifest: 'calico.yaml' }, { registry: 'mirror.local' }])(
  'the netns engine runs no manifest: %j is refused, with the engine that does',
  async (options) => {
    const { cluster, spawned } = netnsLab()
    const { message } = await rejection(installCalico(cluster, options), LabError)
    expect(message).toMatch(
      /^the netns engine does by itself what (version v|a manifest of a CNI|images of mirror\.local).* would do\n {2}fix: leave it out; or underlay up --engine kind/,
    )
    expect(spawned).toEqual([])
  },
)

test.for([{ version: 'v0.28.9' }, { manifest: 'flannel.yaml' }])(
  'the netns engine runs no manifest of flannel: %j is refused',
  async (options) => {
    const { cluster, spawned } = netnsLab()
    const { message } = await rejection(installFlannel(cluster, options), LabError)
    expect(message).toMatch(
      /^the netns engine does by itself what (version v|a manifest of a CNI|images of mirror\.local).* would do\n {2}fix: leave it out; or underlay up --engine kind/,
    )
    expect(spawned).toEqual([])
  },
)
