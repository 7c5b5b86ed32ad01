import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  calicoIpipCrossSubnet,
  renderClabTopology,
  renderKindConfig,
  renderManifests,
  requestedTrust,
  TopologyError,
} from '@underlay/configs'
import { beforeEach, expect, test } from 'vitest'
import { LabError } from '../../../src/errors.ts'
import { readLabDocuments } from '../../../src/up/read-lab-documents.ts'
import { rejection } from '../refusal.ts'
import { tempFolder } from '../temp-folder.ts'

const { kind, clab, files, workload } = calicoIpipCrossSubnet()
const bound = 'startup-conf/gw0-boot.cfg'
let folder = ''
let paths = { kind: '', clab: '', workload: '' }

/** The reference lab's documents in a folder of their own; what they bind is what a test puts there. */
beforeEach(() => {
  folder = join(tempFolder(), 'lab')
  mkdirSync(join(folder, 'startup-conf'), { recursive: true })
  paths = { kind: join(folder, 'kind.yaml'), clab: join(folder, 'lab.clab.yaml'), workload: join(folder, 'app.yaml') }
  writeFileSync(paths.kind, renderKindConfig(kind))
  writeFileSync(paths.clab, renderClabTopology(clab))
  writeFileSync(paths.workload, renderManifests(workload))
})

/** What stays to be confirmed of binds, besides the machine's own kernel modules, which VyOS has. */
async function asked(trust = false): Promise<readonly string[]> {
  const lab = await readLabDocuments(paths, { trust })
  const requests = requestedTrust(lab.clab ?? clab, lab.files)
  return requests
    .map(({ message }) => message)
    .filter((message) => message.startsWith('binds') && !message.includes('/lib/modules'))
}

test('documents, with the files beside the topology, are the lab', async () => {
  const text = files[bound] ?? ''
  writeFileSync(join(folder, bound), text)
  expect(await readLabDocuments(paths)).toEqual({
    name: 'calico-ipip-crosssubnet',
    kind,
    clab,
    files: { [bound]: text },
    workload,
  })
  expect(await asked()).toEqual([])
})

test.each([false, true])(
  'a file beside the topology that is not there is refused at its place, trust %j',
  async (trust) => {
    const { message } = await rejection(readLabDocuments(paths, { trust }), TopologyError)
    expect(message).toMatch(
      /lab\.clab\.yaml:\d+:\d+ topology\.nodes\.gw0\.binds\[1\] binds \.\/startup-conf\/gw0-boot\.cfg, which is not there/,
    )
    expect(message).not.toContain('/lib/modules')
  },
)

test.each([
  ['a link to a file outside', () => symlinkSync('../../secret', join(folder, bound))],
  [
    'a folder that is a link to outside',
    () => {
      execFileSync('rmdir', [join(folder, 'startup-conf')])
      mkdirSync(join(folder, '../away'))
      writeFileSync(join(folder, '../away/gw0-boot.cfg'), 'secret')
      symlinkSync('../away', join(folder, 'startup-conf'))
    },
  ],
])('%s is not read, but with trust', async (_, plant) => {
  writeFileSync(join(folder, '../secret'), 'secret')
  plant()
  expect((await readLabDocuments(paths)).files).toEqual({})
  expect(await asked()).toHaveLength(1)
  expect((await readLabDocuments(paths, { trust: true })).files).toEqual({ [bound]: 'secret' })
})

test.each(['../secret', '/etc/hostname', './startup-conf/../../secret'])('%s is outside', async (source) => {
  writeFileSync(join(folder, '../secret'), 'secret')
  writeFileSync(paths.clab, renderClabTopology(clab).replaceAll(`./${bound}`, source))
  expect((await readLabDocuments(paths)).files).toEqual({})
  expect((await asked()).join()).toContain(source)
})

test('a fifo is not waited for, and what is too large or no text is refused', async () => {
  execFileSync('mkfifo', [join(folder, bound)])
  expect((await readLabDocuments(paths)).files).toEqual({})
  execFileSync('rm', [join(folder, bound)])
  writeFileSync(join(folder, bound), Buffer.from([0xff, 0xfe, 0xff]))
  expect((await rejection(readLabDocuments(paths), LabError)).message).toMatch(/gw0-boot\.cfg, which is no text/)
  truncateSync(join(folder, bound), 1024 * 1024 + 1)
  expect((await rejection(readLabDocuments(paths), LabError)).message).toMatch(/which has 1048577 bytes/)
})

test('a bound folder brings its files, and no link out of it', async () => {
  writeFileSync(paths.clab, renderClabTopology(clab).replaceAll(bound, 'startup-conf'))
  writeFileSync(join(folder, bound), 'text')
  symlinkSync('/etc', join(folder, 'startup-conf/etc'))
  symlinkSync('.', join(folder, 'startup-conf/again'))
  expect((await readLabDocuments(paths)).files).toEqual({ [bound]: 'text' })
})

test('no more than 256 files are read', async () => {
  writeFileSync(paths.clab, renderClabTopology(clab).replaceAll(bound, 'startup-conf'))
  for (let index = 0; index < 256; index++) writeFileSync(join(folder, `startup-conf/${index}`), '')
  expect(Object.keys((await readLabDocuments(paths)).files ?? {})).toHaveLength(256)
  writeFileSync(join(folder, 'startup-conf/256'), '')
  expect((await rejection(readLabDocuments(paths), LabError)).message).toMatch(/binds more than 256 files/)
})

test('the mistakes of all documents come at once, each with its place', async () => {
  writeFileSync(paths.kind, 'kind: Clutser\n')
  writeFileSync(paths.clab, 'name: lab\ntopology:\n  nodes: 3\n')
  const { message } = (await readLabDocuments(paths).catch(
    (error: Error) => error as Error & { name: string },
  )) as Error
  expect(message).toMatch(/kind\.yaml:1:7 kind /)
  expect(message).toMatch(/lab\.clab\.yaml:3:10 topology\.nodes /)
})

test('a document that is not there, or never ends, is refused', async () => {
  expect((await rejection(readLabDocuments({ kind: join(folder, 'no.yaml') }), LabError)).message).toMatch(
    /no\.yaml cannot be read: there is no such file[^]*fix: look at the path/,
  )
  await expect(readLabDocuments({ kind: '/dev/zero' })).rejects.toThrow('is larger than')
})
