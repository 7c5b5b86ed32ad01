import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { labLabels } from '../../../src/docker/lab-labels.ts'
import { exclusively } from '../../../src/engine/kind/exclusively.ts'
import { kindLock } from '../../../src/engine/kind/kind-lock.ts'
import { kindOwner, saveRecord } from '../../../src/engine/kind/record.ts'
import { lockAddress, netnsOwner, socketPath } from '../../../src/host/supervisor/address.ts'
import { collectGarbage, listLabs } from '../../../src/index.ts'
import { stateFolder } from '../../../src/lab/state-folder.ts'
import { fakeDocker } from '../engine/kind/fake-docker.ts'
import { kindLab, lab, nodes, ownFolders } from '../engine/kind/kind-lab.ts'
import { holdLock } from '../host/supervisor/hold-lock.ts'
import { deadSocket } from '../host/supervisor/dead-socket.ts'
import { tempFolder } from '../temp-folder.ts'
import { emptyPath, fakePrograms } from '../process/fake-programs.ts'

beforeEach(() => {
  ownFolders()
  vi.stubEnv('XDG_CACHE_HOME', tempFolder())
})

const short = async () =>
  (await listLabs()).map(({ name, engine, state, reason = '' }) => [name, engine, state, reason])

test('nothing where there is nothing, Docker or not', async () => {
  fakeDocker()
  expect(await listLabs()).toEqual([])
  emptyPath()
  expect(await listLabs()).toEqual([])
})

test('kind labs by their records, and what has none by its label', async () => {
  await saveRecord(kindLab())
  await saveRecord(kindLab({ name: 'gone', containers: { 'gone-worker': 'id' } }))
  mkdirSync(join(stateFolder(), 'broken'))
  writeFileSync(join(stateFolder(), 'broken', 'lab.json'), '{')
  fakeDocker({
    containers: [
      ...nodes,
      { name: 'gone-control-plane' },
      { name: 'lost-underlay', labels: labLabels('lost', kindOwner()) },
      { name: 'vm-netns', labels: labLabels('vm', netnsOwner()) },
      { name: 'theirs-underlay', labels: labLabels('theirs', '/home/other') },
      { name: 'old-underlay', labels: { 'underlay.lab': 'old' } },
    ],
  })
  expect(await short()).toEqual([
    ['broken', 'kind', 'stale', expect.stringMatching(/lab\.json is no record of a lab$/)],
    [lab, 'kind', 'running', ''],
    ['gone', 'kind', 'stale', 'its containers are gone'],
    ['lost', 'kind', 'stale', 'there is no record of it'],
    ['vm', 'netns', 'stale', 'its supervisor has ended'],
  ])
})

test('a folder beside the records is no lab; one that a killed maker had just begun is', async () => {
  for (const name of ['debian', 'begun']) mkdirSync(join(stateFolder(), name), { recursive: true })
  writeFileSync(join(stateFolder(), 'debian', 'manifest.json'), '{}')
  fakeDocker()
  expect(await short()).toEqual([['begun', 'kind', 'stale', 'its folder has no record']])
})

test('what is no name of a lab is passed over, and one too long for a lock stops nothing', async () => {
  await saveRecord(kindLab())
  const long = 'x'.repeat(200)
  for (const name of ['my notes', '.cache', long]) mkdirSync(join(stateFolder(), name))
  writeFileSync(join(stateFolder(), '.DS_Store'), '')
  fakeDocker({ containers: nodes })
  expect(await short()).toEqual([
    [lab, 'kind', 'running', ''],
    [long, 'kind', 'stale', 'its folder has no record'],
  ])
  expect(await collectGarbage({ lab: long })).toMatchObject([
    { lab: long, removed: false, problem: expect.stringMatching(/at most 10[37]/) },
  ])
})

test('a kind lab that a process changes', async () => {
  await saveRecord(kindLab())
  fakeDocker()
  await exclusively(lab, async () => {
    vi.stubEnv('XDG_RUNTIME_DIR', tempFolder())
    expect(await listLabs()).toMatchObject([{ name: lab, state: 'changing', owner: { pid: process.pid } }])
  })
})

test('a Docker Engine that does not answer fails nothing, and ends in time', async () => {
  await saveRecord(kindLab())
  fakeDocker().stop()
  expect(await short()).toEqual([[lab, 'kind', 'stale', expect.stringMatching(/^Docker does not answer/)]])
  const told: string[] = []
  expect(await collectGarbage({ onUnknown: ({ name }) => void told.push(name) })).toEqual([])
  expect(told).toEqual([lab])
  fakePrograms({ docker: 'sleep 60' })
  const startMs = performance.now()
  expect(await short()).toEqual([[lab, 'kind', 'stale', expect.stringMatching(/docker/)]])
  expect(performance.now() - startMs).toBeLessThan(6000)
})

test('a socket that a killed supervisor left, and one that is silent', async () => {
  fakeDocker()
  await deadSocket('dead')
  const silent = createServer(() => {}).listen(socketPath('silent', 2))
  onTestFinished(() => void silent.close())
  expect(await short()).toEqual([
    ['dead', 'netns', 'stale', 'its supervisor has ended, and left its socket'],
    ['silent', 'netns', 'stale', 'its supervisor, process 2, does not answer'],
  ])
  const unknown: string[] = []
  await collectGarbage({ dryRun: true, onUnknown: ({ name }) => void unknown.push(name) })
  expect(unknown).toEqual(['silent'])
})

// Its holder may be root, who has the same record.
test("a stranger's locks are no labs, and he is believed nothing", async () => {
  await saveRecord(kindLab())
  fakeDocker({ containers: nodes })
  const lie = '{"pid":1,"startedMs":1}\n'
  for (const lock of [lockAddress('lie'), lockAddress('silent'), kindLock(lab)])
    await holdLock(lock, (socket) => void (lock !== lockAddress('silent') && socket.write(lie)))
  vi.spyOn(process, 'geteuid').mockReturnValue((process.geteuid?.() ?? 0) + 1)
  onTestFinished(() => void vi.restoreAllMocks())
  const labs = await listLabs()
  expect(labs).toMatchObject([{ name: lab, engine: 'kind', state: 'changing' }])
  expect(labs[0]?.owner.pid).toBeUndefined()
})
