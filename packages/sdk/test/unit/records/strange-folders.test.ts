import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as fc from 'fast-check'
import { beforeEach, expect, test, vi } from 'vitest'
import { removeOwnFiles } from '../../../src/engine/kind/own-files.ts'
import { labFolder, saveRecord } from '../../../src/engine/kind/record.ts'
import { socketPath } from '../../../src/host/supervisor/address.ts'
import { collectGarbage, listLabs } from '../../../src/index.ts'
import { stateFolder } from '../../../src/lab/state-folder.ts'
import { fakeDocker } from '../engine/kind/fake-docker.ts'
import { kindLab, lab, ownFolders } from '../engine/kind/kind-lab.ts'
import { deadSocket } from '../host/supervisor/dead-socket.ts'
import { tempFolder } from '../temp-folder.ts'

beforeEach(() => {
  ownFolders()
  vi.stubEnv('XDG_CACHE_HOME', tempFolder())
  fakeDocker()
})

vi.mock('node:timers/promises', () => ({ setTimeout: async () => {} }))

function write(path: string, text = ''): void {
  const file = join(stateFolder(), path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

const tree = (): string[] => (readdirSync(stateFolder(), { recursive: true }) as string[]).toSorted()

test("folders of the user's own beside the records stay, with files of the same beginnings", async () => {
  for (const file of [
    'notes/lab.json.notes',
    'notes/other.txt',
    'mykube/kubeconfig',
    'mykube/own-file',
    'k/kubeconfig',
  ])
    write(file)
  const before = tree()
  expect([await listLabs(), await collectGarbage()]).toEqual([[], []])
  expect(tree()).toEqual(before)
})

const kubeconfigOf = (name: string): string => `apiVersion: v1\ncurrent-context: kind-${name}\n`

test('what a killed maker had begun goes: a folder, the draft of a record, a kubeconfig of kind', async () => {
  mkdirSync(join(stateFolder(), 'begun'), { recursive: true })
  write('drafted/lab.json.4711', '{')
  write('late/kubeconfig', kubeconfigOf('late'))
  write('late/kubeconfig.lock')
  expect((await collectGarbage()).map((one) => [one.lab, one.removed])).toEqual([
    ['begun', true],
    ['drafted', true],
    ['late', true],
  ])
  expect(tree()).toEqual([])
})

test('a folder without a record that has more stays as it is, and is said', async () => {
  write('mine/kubeconfig', kubeconfigOf('mine'))
  write('mine/own-file')
  expect(await listLabs()).toMatchObject([
    {
      name: 'mine',
      state: 'stale',
      garbage: false,
      reason: expect.stringContaining('has own-file, which is not the lab'),
    },
  ])
  expect([await collectGarbage(), tree()]).toEqual([[], ['mine', 'mine/kubeconfig', 'mine/own-file']])
})

test("beside a record that is none a user's file stays, and so does the folder, which is said", async () => {
  write('broken/lab.json', '{')
  write('broken/own-file')
  const folder = labFolder('broken')
  expect(await collectGarbage()).toMatchObject([
    { what: `folder ${folder}`, removed: false, problem: `${folder} stays: own-file in it is not the lab's` },
  ])
  expect([tree(), await listLabs()]).toEqual([['broken', 'broken/own-file'], []])
})

test('of a lab with a record goes what it and containerlab wrote, and nothing else', async () => {
  const name = 'topology'
  const fabric = {
    topology: { name, topology: { nodes: {}, links: [] } },
    files: { './conf/gw0/frr.conf': 'x', 'b.cfg': 'y' },
  }
  const record = kindLab({ fabric, driver: 'containerlab' })
  await saveRecord(record)
  for (const file of [
    'topology.clab.yml',
    '.topology.clab.yml.bak',
    'clab-topology/.tls/ca',
    'conf/gw0/frr.conf',
    'b.cfg',
    'kubeconfig',
  ])
    write(`${lab}/${file}`)
  for (const file of ['conf/mine.conf', 'clab.txt', 'clab-other/x', 'lab.json.notes']) write(`${lab}/${file}`)
  expect((await removeOwnFiles(lab, record)).toSorted()).toEqual(['clab-other', 'clab.txt', 'conf', 'lab.json.notes'])
  expect(readdirSync(join(labFolder(lab), 'conf'))).toEqual(['mine.conf'])
})

test('a record of another version stays, and is said', async () => {
  write('newer/lab.json', '{"version":2}')
  expect(await collectGarbage()).toEqual([])
  expect(await listLabs()).toMatchObject([
    { name: 'newer', reason: expect.stringContaining('another version of Underlay') },
  ])
  expect(readFileSync(join(labFolder('newer'), 'lab.json'), 'utf8')).toBe('{"version":2}')
})

test('a named pipe as a record stops no other lab, and nothing waits for it', async () => {
  mkdirSync(labFolder('pipe'), { recursive: true })
  execFileSync('mkfifo', [join(labFolder('pipe'), 'lab.json')])
  write('broken/lab.json', '{')
  expect(await collectGarbage()).toMatchObject([{ lab: 'broken', removed: true }])
  expect(await listLabs()).toMatchObject([{ name: 'pipe', reason: expect.stringContaining('it is no file') }])
})

test('what cannot be removed is one problem, and all else goes', async () => {
  await deadSocket('a')
  mkdirSync(socketPath('c', 3))
  writeFileSync(join(socketPath('c', 3), 'x'), '')
  await deadSocket('d')
  const found = await collectGarbage()
  expect(found.map((one) => [one.lab, one.removed])).toEqual([
    ['a', true],
    ['c', false],
    ['d', true],
  ])
  expect(found[1]?.problem).toMatch(/directory|EISDIR/)
  expect([existsSync(socketPath('c', 3)), existsSync(socketPath('d', 1))]).toEqual([true, false])
})

const like = {
  ...kindLab({ name: 'any' }),
  version: 1,
  kept: true,
  bridges: ['b'],
  driver: 'containerlab',
  fabric: { topology: { name: 't', topology: { nodes: {} } }, files: {} },
  cni: { name: 'calico', nodes: {} },
}
/** A record in which some values, at any depth one, are any JSON. */
const spoilt = fc
  .dictionary(fc.constantFrom(...Object.keys(like)), fc.jsonValue({ maxDepth: 3 }), { noNullPrototype: true })
  .map((values) => ({ ...like, ...values }))

test('no JSON as a record stops the list of labs or the collecting', async () => {
  write('broken/lab.json', '{')
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.jsonValue(), spoilt), async (value) => {
      write('any/lab.json', JSON.stringify(value))
      const listed = await listLabs()
      expect(listed.map(({ name }) => name)).toEqual(['any', 'broken'])
      expect(listed.every(({ reason = '' }) => !reason.includes('undefined'))).toBe(true)
      expect((await collectGarbage({ dryRun: true })).some((one) => one.lab === 'broken')).toBe(true)
      await collectGarbage({ lab: 'any' })
    }),
    { numRuns: 40 },
  )
}, 60_000)
