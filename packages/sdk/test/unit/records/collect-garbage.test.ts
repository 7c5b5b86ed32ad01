import { existsSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { cacheFolder } from '../../../src/cache/cache-folder.ts'
import { labLabels } from '../../../src/docker/lab-labels.ts'
import { exclusively } from '../../../src/engine/kind/exclusively.ts'
import { kindOwner, kubeconfigPath, labFolder, saveRecord, type KindLab } from '../../../src/engine/kind/record.ts'
import { netnsOwner, socketPath } from '../../../src/host/supervisor/address.ts'
import { collectGarbage, listLabs } from '../../../src/index.ts'
import { identityOf, type ProcessIdentity } from '../../../src/process/process-identity.ts'
import { removeKindRemains } from '../../../src/records/remove-kind-remains.ts'
import { deadSocket } from '../host/supervisor/dead-socket.ts'
import { fakeDocker, kindNode, type FakeContainer } from '../engine/kind/fake-docker.ts'
import { createdMs, kindLab, lab, nodes, ownFolders } from '../engine/kind/kind-lab.ts'
import { tempFolder } from '../temp-folder.ts'

beforeEach(() => {
  ownFolders()
  vi.stubEnv('XDG_CACHE_HOME', tempFolder())
})

// What Docker may still be at, of a lab that was half made.
vi.mock('node:timers/promises', () => ({ setTimeout: async () => {} }))

const short = async (dryRun = false) => (await collectGarbage({ dryRun })).map(({ what, removed }) => [what, removed])
// The owner has the folder of records in it, which each test has for itself.
function halfMade(name = lab, creator: ProcessIdentity = { pid: 1, born: 'another boot' }): KindLab {
  const { containers: _, ...rest } = kindLab({ name, creator })
  return rest
}

/** A Docker Engine with everything of others that must stay. */
function engineWith(containers: readonly FakeContainer[] = []) {
  return fakeDocker({
    containers: [
      { name: 'web', labels: { 'com.example': '1' } },
      kindNode('other-control-plane', 'other'),
      { name: 'theirs-underlay', labels: labLabels('theirs', 'kind:other@there:/state') },
      { name: 'unowned-underlay', labels: { 'underlay.lab': 'unowned' } },
      ...containers,
    ],
  })
}

const others = ['other-control-plane', 'theirs-underlay', 'unowned-underlay', 'web']

test('a living lab and all that is of others stays', async () => {
  await saveRecord(kindLab())
  const { names } = engineWith(nodes)
  expect(await collectGarbage()).toEqual([])
  expect(names().toSorted()).toEqual([...others, ...nodes.map(({ name }) => name)].toSorted())
  expect(existsSync(labFolder(lab))).toBe(true)
})

test('what a half-made lab left goes: nodes, record, kubeconfig; a dry run only tells', async () => {
  await saveRecord(halfMade())
  writeFileSync(kubeconfigPath(lab), 'secret')
  const { names, calls } = engineWith([kindNode(`${lab}-worker`, lab, { createdMs })])
  expect(await short(true)).toEqual([[`folder ${labFolder(lab)}`, false]])
  expect([calls().filter((call) => call.startsWith('rm')), existsSync(labFolder(lab))]).toEqual([[], true])
  expect(await short()).toEqual([[`folder ${labFolder(lab)}`, true]])
  expect([names().toSorted(), existsSync(labFolder(lab))]).toEqual([others, false])
  expect(await listLabs()).toEqual([])
})

test('what a living process is making stays, though nobody holds its lock', async () => {
  await saveRecord(halfMade(lab, identityOf(process.ppid)))
  const { names } = engineWith([kindNode(`${lab}-worker`, lab, { createdMs })])
  expect([await collectGarbage(), await removeKindRemains(lab)]).toEqual([[], false])
  expect([names().includes(`${lab}-worker`), existsSync(labFolder(lab))]).toEqual([true, true])
})

test('a process lab whose maker and reaper were killed goes', async () => {
  await saveRecord(kindLab({ lifetime: 'process', creator: { pid: 1, born: 'another boot' } }))
  const { names } = engineWith(nodes)
  expect((await short()).filter(([, removed]) => removed)).toHaveLength(nodes.length + 1)
  expect(names().toSorted()).toEqual(others)
})

test('containers with our label of which there is no record go', async () => {
  const { names } = engineWith([
    { name: 'lost-underlay', labels: labLabels('lost', kindOwner()) },
    { name: 'vm-netns', labels: labLabels('vm', netnsOwner()) },
  ])
  expect(await short()).toEqual([
    ['container lost-underlay', true],
    ['container vm-netns', true],
  ])
  expect(names().toSorted()).toEqual(others)
})

test('a lab that can be repaired stays, and so does one that Docker cannot be asked about', async () => {
  await saveRecord(kindLab())
  const engine = engineWith(nodes.map((node, index) => ({ ...node, running: index > 0 })))
  expect(await collectGarbage()).toEqual([])
  engine.stop()
  expect(await collectGarbage()).toEqual([])
  expect(existsSync(labFolder(lab))).toBe(true)
})

test('what another process makes anew while it waits for its turn stays', async () => {
  await saveRecord(halfMade())
  const { names } = engineWith(nodes)
  const listed = Promise.withResolvers<void>()
  const making = exclusively(lab, async () => {
    await listed.promise
    await saveRecord(kindLab())
  })
  // It was garbage when it was listed.
  const removing = removeKindRemains(lab)
  listed.resolve()
  await making
  expect([await removing, names().length]).toEqual([false, others.length + nodes.length])
  expect(existsSync(labFolder(lab))).toBe(true)
})

test('only what one lab left', async () => {
  await saveRecord(halfMade())
  await saveRecord(halfMade('second'))
  engineWith()
  expect((await collectGarbage({ lab: 'second' })).map((one) => one.lab)).toEqual(['second'])
  expect(existsSync(labFolder(lab))).toBe(true)
})

test('what cannot be removed is told with the reason', async () => {
  await saveRecord(kindLab({ lifetime: 'process', creator: { pid: 1, born: 'another boot' } }))
  engineWith(nodes).refuse('container is stuck')
  const left = await collectGarbage()
  expect(left.every(({ removed, problem = '' }) => !removed && problem.includes('container is stuck'))).toBe(true)
  expect(left).toHaveLength(nodes.length + 1)
})

test('a socket that a killed supervisor left goes; that of a living one stays', async () => {
  fakeDocker()
  await deadSocket('dead')
  const living = socketPath('living', 2)
  const server = createServer((socket) => void socket.destroy()).listen(living)
  onTestFinished(() => void server.close())
  expect(await collectGarbage({ lab: 'dead' })).toMatchObject([{ lab: 'dead', removed: true }])
  expect(existsSync(living)).toBe(true)
})

test('of the cache goes what nobody used for a day', async () => {
  fakeDocker()
  const dayMs = 24 * 60 * 60 * 1000
  for (const [folder, names] of [
    ['local', ['root-a', 'root-b']],
    ['microvm', ['initramfs-a.cpio', 'initramfs-b.cpio']],
  ] as const) {
    for (const name of names) {
      mkdirSync(join(cacheFolder(), folder), { recursive: true })
      if (folder === 'local') mkdirSync(join(cacheFolder(), folder, name))
      else writeFileSync(join(cacheFolder(), folder, name), '')
      const time = new Date(Date.now() - (name.includes('-a') ? 2 : 0) * dayMs)
      utimesSync(join(cacheFolder(), folder, name), time, time)
    }
  }
  const [root, image] = [join(cacheFolder(), 'local/root-a'), join(cacheFolder(), 'microvm/initramfs-a.cpio')]
  const told = (removed: boolean) => [
    [`folder ${root}`, removed],
    [`file ${image}`, removed],
  ]
  expect(await short(true)).toEqual(told(false))
  expect(await short()).toEqual(told(true))
  expect(existsSync(join(cacheFolder(), 'local/root-b'))).toBe(true)
})

test('a link that leads to itself stops nothing', async () => {
  fakeDocker()
  for (const [folder, name] of [
    ['local', 'root-x'],
    ['microvm', 'snapshot-x'],
    ['microvm', 'initramfs-x.cpio'],
  ] as const) {
    mkdirSync(join(cacheFolder(), folder), { recursive: true })
    symlinkSync(name, join(cacheFolder(), folder, name))
  }
  symlinkSync('lab.1.sock', socketPath('lab', 1))
  expect(await collectGarbage({ dryRun: true })).toMatchObject([{ lab: 'lab' }])
  expect(await collectGarbage()).toMatchObject([{ lab: 'lab', removed: true }])
})

const sorted = (all: unknown[][]) => all.toSorted((a, b) => String(a[0]).localeCompare(String(b[0])))

test('snapshots that nobody used for a day go, and what killed processes had begun to write', async () => {
  fakeDocker()
  const folder = join(cacheFolder(), 'microvm')
  for (const name of [
    'snapshot-old',
    'snapshot-new',
    'draft.4194305',
    `draft.${process.pid}`,
    'snapshot-a.gone.4194305',
  ])
    mkdirSync(join(folder, name), { recursive: true })
  const drafts = ['five-bytes.bin.4194305', 'snapshot-new/about.json.4194305']
  for (const name of ['five-bytes.bin', `five-bytes.bin.${process.pid}`, ...drafts])
    writeFileSync(join(folder, name), '')
  const time = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000)
  utimesSync(join(folder, 'snapshot-old'), time, time)
  const told = (removed: boolean) => [
    [`folder ${join(folder, 'snapshot-old')}`, removed],
    ...['draft.4194305', 'five-bytes.bin.4194305', 'snapshot-a.gone.4194305', 'snapshot-new/about.json.4194305'].map(
      (name) => [`draft ${join(folder, name)}`, removed],
    ),
  ]
  expect(sorted(await short(true))).toEqual(sorted(told(false)))
  expect(sorted(await short())).toEqual(sorted(told(true)))
  const stays = ['five-bytes.bin', `five-bytes.bin.${process.pid}`, `draft.${process.pid}`, 'snapshot-new']
  expect(readdirSync(folder).toSorted()).toEqual(stays.toSorted())
})
