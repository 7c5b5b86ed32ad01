import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { attachClabFabric } from '../../../../src/cluster/attach-clab-fabric.ts'
import type { Cluster } from '../../../../src/cluster/cluster.ts'
import { destroyLab } from '../../../../src/engine/kind/destroy-lab.ts'
import { placesOf } from '../../../../src/engine/kind/places.ts'
import { labFolder, readRecord, saveRecord, type KindLab } from '../../../../src/engine/kind/record.ts'
import { netnsEngine } from '../../../../src/engine/netns/netns-engine.ts'
import { LabError, LabStateError } from '../../../../src/errors.ts'
import { removeBridgesHere } from '../../../../src/fabric/containerlab/remove-bridges-here.ts'
import type { Connection } from '../../../../src/host/connection.ts'
import { cluster, fabric, labState, preset } from '../../reference-lab.ts'
import { rejection } from '../../refusal.ts'
import { tempFolder } from '../../temp-folder.ts'
import { fakeLab } from './fake-lab.ts'

vi.mock(import('../../../../src/fabric/containerlab/remove-bridges-here.ts'), () => ({
  removeBridgesHere: vi.fn<typeof removeBridgesHere>(async () => []),
}))

const kindLab: KindLab = {
  name: preset.name,
  id: 'a1',
  lifetime: 'persistent',
  kind: preset.kind,
  startedMs: 0,
  owner: 'kind:me@here:/state',
  engineId: '',
  creator: { pid: 1 },
  containers: {},
  fabric: { topology: preset.clab, files: preset.files },
  driver: 'containerlab',
  bridges: ['br-pool0'],
}

/** A lab of containerlab on record; its helper is gone, and no image has the tools of another. */
async function recordedLab(record: KindLab = kindLab) {
  vi.stubEnv('XDG_STATE_HOME', tempFolder())
  vi.stubEnv('UNDERLAY_TOOLS_IMAGE', 'none')
  onTestFinished(() => void vi.unstubAllEnvs())
  await saveRecord(record)
  const lab = fakeLab()
  lab.runNow()
  mkdirSync(join(labFolder(record.name), `clab-${preset.clab.name}`))
  writeFileSync(join(labFolder(record.name), `${preset.clab.name}.clab.yml`), '')
  return lab
}

test("with containerlab, bridges and what is beyond the lab are the host's", () => {
  const places = placesOf({ cluster, fabric }, 'containerlab')
  expect([places.get('br-pool0'), places.get('br-pool1'), places.get('outside')]).toEqual(['_host', '_host', '_host'])
  expect([places.get('gw0'), places.get('server3'), places.get('worker2')]).toEqual(['gw0', 'worker2', 'worker2'])
})

test('with the built-in wiring, and before any fabric, nothing is', () => {
  expect([...placesOf({ cluster, fabric }).values()]).not.toContain('_host')
  expect([...placesOf({ cluster, fabric: undefined }, 'containerlab').values()]).not.toContain('_host')
})

test('destroying a lab ends what containerlab deployed, before its record goes', async () => {
  const lab = await recordedLab()
  expect(await destroyLab(preset.name)).toBe(true)
  expect(lab.deployed()).toBe(false)
  expect(removeBridgesHere).toHaveBeenLastCalledWith(['br-pool0'], preset.name)
  expect(await readRecord(preset.name)).toBeUndefined()
})

test('a bridge that stays is told when all else is gone, and not forgotten', async () => {
  const lab = await recordedLab()
  vi.mocked(removeBridgesHere).mockResolvedValueOnce(['bridge br-pool0: not permitted'])
  const error = await rejection(destroyLab(preset.name), LabStateError)
  expect(error.message).toContain('is left: bridge br-pool0: not permitted')
  expect(error.fix).toBe(
    `sudo ip link del br-pool0; then underlay down ${preset.name}, or destroyCluster('${preset.name}') again`,
  )
  expect(lab.deployed()).toBe(false)
  expect(await readRecord(preset.name)).toEqual(kindLab)
  expect(await destroyLab(preset.name)).toBe(true)
})

test('a lab of the built-in wiring has nothing to do with containerlab', async () => {
  const { driver: _driver, bridges: _bridges, ...builtIn } = kindLab
  const lab = await recordedLab(builtIn)
  vi.mocked(removeBridgesHere).mockClear()
  await destroyLab(preset.name)
  expect(lab.docker().join('\n')).not.toContain('label=containerlab')
  expect(removeBridgesHere).not.toHaveBeenCalled()
})

test('the netns engine refuses containerlab, before anything is done', async () => {
  const connection: Partial<Connection> = { exclusively: () => expect.fail('a change was begun') }
  const engine = netnsEngine(connection as Connection, labState())
  const error = await rejection(engine.attach(preset.clab, preset.files, { driver: 'containerlab' }), LabError)
  expect(error.fix).toContain("engine: 'kind'")
})

test.for([undefined, 'built-in', 'containerlab'] as const)(
  'the driver that is asked for is passed on: %s',
  async (driver) => {
    const attach = vi.fn<Cluster['internals']['attach']>(async () => {})
    const asked = { internals: { attach, model: () => ({ fabric }) } } as unknown as Cluster
    await attachClabFabric(asked, preset.clab, { files: preset.files, ...(driver && { driver }) })
    expect(attach).toHaveBeenCalledWith(preset.clab, preset.files, { driver: driver ?? 'auto', trust: false })
  },
)
