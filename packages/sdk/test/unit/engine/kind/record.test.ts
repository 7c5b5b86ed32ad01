import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { mayHaveLab } from '../../../../src/engine/kind/may-have-lab.ts'
import { removeOwnFiles } from '../../../../src/engine/kind/own-files.ts'
import {
  kubeconfigPath,
  labFolder,
  readRecord,
  recordedLabs,
  saveRecord,
  type KindLab,
} from '../../../../src/engine/kind/record.ts'
import { LabError, LabStateError, UnknownNameError } from '../../../../src/errors.ts'
import { rejection } from '../../refusal.ts'
import { kindLab, lab, ownFolders } from './kind-lab.ts'

test('a lab has one folder below the state home; the kubeconfig is in it', () => {
  const state = ownFolders()
  expect(labFolder('lab')).toBe(join(state, 'underlay', 'lab'))
  expect(kubeconfigPath('lab')).toBe(join(state, 'underlay', 'lab', 'kubeconfig'))
  vi.stubEnv('XDG_STATE_HOME', '')
  expect(labFolder('lab')).toBe(join(homedir(), '.local/state/underlay/lab'))
})

test('what is saved is read again, and no draft is left beside it', async () => {
  ownFolders()
  await saveRecord(kindLab())
  await saveRecord(kindLab({ bridges: ['br-pool0'] }))
  expect(await readRecord(lab)).toEqual(kindLab({ bridges: ['br-pool0'] }))
  expect(readdirSync(labFolder(lab))).toEqual(['lab.json'])
  expect(statSync(labFolder(lab)).mode & 0o777).toBe(0o700)
})

test("folders of records that were open to others are made private, and the record is nobody else's to read", async () => {
  const state = ownFolders()
  mkdirSync(labFolder(lab), { recursive: true })
  for (const folder of [join(state, 'underlay'), labFolder(lab)]) chmodSync(folder, 0o777)
  await saveRecord(kindLab())
  for (const folder of [join(state, 'underlay'), labFolder(lab)]) expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(statSync(join(labFolder(lab), 'lab.json')).mode & 0o777).toBe(0o600)
})

test.for(['', '.', '..', '../../x', '/etc', '-rf', 'a\nb'])(
  '%j is no name of a lab, and no folder of one',
  async (name) => {
    ownFolders()
    expect(() => labFolder(name)).toThrow(UnknownNameError)
    await expect(removeOwnFiles(name)).rejects.toThrow(UnknownNameError)
  },
)

test('no record is no error, and neither is a file in the place of the folder', async () => {
  const state = ownFolders()
  expect(await readRecord(lab)).toBeUndefined()
  expect(await recordedLabs()).toEqual([])
  mkdirSync(join(state, 'underlay'))
  writeFileSync(labFolder(lab), '')
  expect(await readRecord(lab)).toBeUndefined()
})

function fabricNamed(name: string): NonNullable<KindLab['fabric']> {
  return { topology: { name, topology: { nodes: {}, links: [] } }, files: {} }
}

test.for([
  ['half of it', '{"name":'],
  ['nothing', ''],
  ['another thing', 'null'],
  ['a list', '[]'],
  ["another's", JSON.stringify(kindLab({ name: 'other' }))],
  ['one without its kind config', JSON.stringify({ name: lab })],
  ['one of another shape', JSON.stringify({ name: lab, kind: { nodes: [] }, creator: null, owner: null })],
  ['one whose kind config alone is there', JSON.stringify({ name: lab, kind: {} })],
  ['one whose topology would be elsewhere', JSON.stringify(kindLab({ fabric: fabricNamed('x/../../..') }))],
])('%s is no record: told with its path, and what removes it', async ([, text = '']) => {
  ownFolders()
  await saveRecord(kindLab())
  const path = join(labFolder(lab), 'lab.json')
  writeFileSync(path, text)
  const { message, fix } = await rejection(readRecord(lab), LabStateError)
  expect(message).toContain(`${path} is no record of a lab`)
  expect(fix).toContain(`destroyCluster('${lab}')`)
  expect(fix).toContain(`kind delete cluster --name ${lab}`)
})

test('one that cannot be read is not taken for none', async () => {
  ownFolders()
  mkdirSync(join(labFolder(lab), 'lab.json'), { recursive: true })
  const error = await rejection(readRecord(lab), LabError)
  expect(error).not.toBeInstanceOf(LabStateError)
  const { message, fix } = error
  expect(message).toContain('lab.json cannot be read: it is a folder')
  expect(fix).toBe('look at what it is, at its owner and mode')
})

test('a named pipe in its place is not waited for, and a link not followed', async () => {
  ownFolders()
  mkdirSync(labFolder(lab), { recursive: true })
  const path = join(labFolder(lab), 'lab.json')
  execFileSync('mkfifo', [path])
  expect((await rejection(readRecord(lab), LabError)).message).toContain('lab.json cannot be read: it is no file')
  rmSync(path)
  symlinkSync('/etc/hostname', path)
  expect((await rejection(readRecord(lab), LabError)).message).toContain('lab.json cannot be read: it is a link')
})

test('one of another version is said to be that, and one of before there was a version is read', async () => {
  ownFolders()
  await saveRecord(kindLab())
  const path = join(labFolder(lab), 'lab.json')
  const { version, ...before } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  expect(version).toBe(1)
  writeFileSync(path, JSON.stringify(before))
  expect(await readRecord(lab)).toEqual(kindLab())
  writeFileSync(path, '{"version":7,"lab":{}}')
  const error = await rejection(readRecord(lab), LabError)
  expect(error).not.toBeInstanceOf(LabStateError)
  expect(error.message).toContain(`the lab ${lab} was made by another version of Underlay: its record has version 7`)
  expect(error.fix).toContain('end it with the version that made it')
})

test('the labs that are recorded, until they are removed', async () => {
  ownFolders()
  await saveRecord(kindLab())
  await saveRecord(kindLab({ name: 'other' }))
  expect((await recordedLabs()).toSorted()).toEqual([lab, 'other'])
  await removeOwnFiles(lab)
  await removeOwnFiles(lab)
  expect(await recordedLabs()).toEqual(['other'])
  expect([await mayHaveLab(lab), await mayHaveLab('other')]).toEqual([false, true])
})
