import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EngineError } from '../../../../src/errors.ts'
import { destroyClabFabric } from '../../../../src/fabric/containerlab/destroy-fabric.ts'
import type { FoundContainerlab } from '../../../../src/fabric/containerlab/find-containerlab.ts'
import { removeBridgesHere } from '../../../../src/fabric/containerlab/remove-bridges-here.ts'
import { fakePrograms } from '../../process/fake-programs.ts'
import { preset } from '../../reference-lab.ts'
import { rejection } from '../../refusal.ts'
import { tempFolder } from '../../temp-folder.ts'
import { fakeLab } from './fake-lab.ts'

const alias = `underlay:${preset.name}`
const hostLinks = [
  { ifname: 'br-pool0', ifalias: alias, linkinfo: { info_kind: 'bridge' } },
  { ifname: 'br-user', linkinfo: { info_kind: 'bridge' } },
]
const wiring = { topology: preset.clab, bridges: ['br-pool0', 'br-user'] }
const path = (folder: string): string => join(folder, `${preset.clab.name}.clab.yml`)

function deployedLab(options: Parameters<typeof fakeLab>[0] = {}) {
  const lab = fakeLab({ hostLinks, ...options })
  mkdirSync(lab.folder)
  writeFileSync(path(lab.folder), '')
  lab.runNow()
  return lab
}

test('by the binary, then the bridges that are ours, with their rules', async () => {
  const lab = deployedLab()
  expect(await destroyClabFabric(wiring, lab.site, lab.site.host, ['gw0'])).toEqual([])
  expect(lab.calls()).toEqual([`containerlab destroy --topo ${path(lab.folder)} --cleanup`])
  expect(lab.docker().filter((line) => line.startsWith('docker rm'))).toEqual([])
  expect(lab.done()).toEqual([': ip netns del gw0', '_host: ip link del br-pool0'])
  expect([lab.said, lab.deployed()]).toEqual([[], false])
})

test('only containers with both labels are asked for', async () => {
  const lab = deployedLab()
  await destroyClabFabric(wiring, lab.site, lab.site.host)
  const filters = `--filter label=containerlab=${preset.clab.name} --filter label=underlay.lab=${preset.name}`
  expect(lab.docker()[0]).toContain(filters)
})

test.for<readonly [string, FoundContainerlab | undefined, RegExp]>([
  ['is gone', undefined, /it is not on the PATH$/],
  ['does not work', { works: false, reason: 'it aborts', fix: '' }, /it aborts$/],
])('a binary that %s: the containers are removed by label', async ([, found, why]) => {
  const lab = deployedLab()
  expect(await destroyClabFabric(wiring, { ...lab.site, find: async () => found }, lab.site.host)).toEqual([])
  expect(lab.calls()).toEqual([])
  expect(lab.docker().some((line) => line.startsWith('docker rm --force'))).toBe(true)
  expect(lab.said).toEqual([expect.stringMatching(why)])
  expect(lab.deployed()).toBe(false)
})

test('a binary that fails stops nothing', async () => {
  const lab = deployedLab({ destroy: 'echo 12:00:00 ERRO no >&2; exit 1' })
  expect(await destroyClabFabric(wiring, lab.site, lab.site.host)).toEqual([])
  expect(lab.said).toEqual(['containerlab: no', expect.stringMatching(/12:00:00 ERRO no$/)])
  expect(lab.deployed()).toBe(false)
  expect(lab.done()).toEqual(['_host: ip link del br-pool0'])
})

test('without a container of ours the binary is not run: a lab of that name would be of somebody else', async () => {
  const lab = deployedLab()
  lab.forget()
  expect(await destroyClabFabric(wiring, lab.site, lab.site.host)).toEqual([])
  expect(lab.calls()).toEqual([])
  expect(lab.done()).toEqual(['_host: ip link del br-pool0'])
})

test('it may run twice', async () => {
  const lab = deployedLab()
  await destroyClabFabric(wiring, lab.site, lab.site.host)
  lab.links.length = 0
  expect(await destroyClabFabric(wiring, lab.site, lab.site.host)).toEqual([])
  expect(lab.calls()).toHaveLength(1)
})

test("a bridge's forwarding rules go before it does", async () => {
  const ruleset = readFileSync(join(import.meta.dirname, 'fixtures', 'ruleset.json'), 'utf8')
  const lab = deployedLab({ answer: ([program]) => (program === 'nft' ? { stdout: ruleset } : undefined) })
  expect(await destroyClabFabric(wiring, lab.site, lab.site.host)).toEqual([])
  expect(lab.done()).toEqual([
    expect.stringMatching(/^_host: nft delete rule ip filter FORWARD handle \d+$/),
    expect.stringMatching(/^_host: nft delete rule ip filter FORWARD handle \d+$/),
    '_host: ip link del br-pool0',
  ])
})

test('rules that are not to be seen keep no bridge', async () => {
  const lab = deployedLab({
    answer: ([program]) => (program === 'nft' ? { exitCode: 1, stderr: 'no nft' } : undefined),
  })
  expect(await destroyClabFabric(wiring, lab.site, lab.site.host)).toEqual([])
  expect(lab.said).toEqual([expect.stringMatching(/^forwarding rules of br-pool0 may be left: .*no nft/)])
  expect(lab.done()).toEqual(['_host: ip link del br-pool0'])
})

test('what cannot be removed is named, after all else has been', async () => {
  const lab = deployedLab({
    answer: ([program], namespace) =>
      program === '/underlay/apply.pl' && namespace === '_host' ? { exitCode: 1, stderr: 'busy' } : undefined,
  })
  const left = await destroyClabFabric(wiring, lab.site, lab.site.host, ['gw0'])
  expect(left).toEqual([expect.stringMatching(/^bridges br-pool0, br-user: .*busy/)])
  expect(lab.deployed()).toBe(false)
})

test('Docker that does not answer: nothing is done', async () => {
  const lab = fakeLab({ hostLinks })
  fakePrograms({ docker: 'echo "Cannot connect to the Docker daemon at x" >&2; exit 1' })
  await rejection(destroyClabFabric(wiring, lab.site, lab.site.host), EngineError)
  expect([lab.calls(), lab.done()]).toEqual([[], []])
})

function sysfs(aliases: Readonly<Record<string, string>>): string {
  const folder = tempFolder()
  for (const [name, alias] of Object.entries(aliases)) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'ifalias'), `${alias}\n`)
  }
  return folder
}

test('without a helper this process removes what is ours, by its mark', async () => {
  const { calls } = fakePrograms({ ip: '' })
  const folder = sysfs({ 'br-a': alias, 'br-b': '', 'br-c': 'underlay:other', 'br-d': alias })
  expect(await removeBridgesHere(['br-a', 'br-b', 'br-c', 'br-gone'], preset.name, folder)).toEqual([])
  expect(calls()).toEqual(['ip link del br-a'])
})

test('without a helper and without the right to, they are named', async () => {
  fakePrograms({ ip: 'echo "RTNETLINK answers: Operation not permitted" >&2; exit 2' })
  expect(await removeBridgesHere(['br-a'], preset.name, sysfs({ 'br-a': alias }))).toEqual([
    'bridge br-a: RTNETLINK answers: Operation not permitted',
  ])
})
