import { readFileSync, readlinkSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LabError, LabStateError, ToolMissingError } from '../../../../src/errors.ts'
import { chooseDriver, wiredBy, type DriverSite } from '../../../../src/fabric/containerlab/choose-driver.ts'
import type { FabricDriverChoice } from '../../../../src/fabric/containerlab/driver.ts'
import type { FoundContainerlab } from '../../../../src/fabric/containerlab/find-containerlab.ts'
import { fakeHost } from '../../fake-host.ts'
import { preset } from '../../reference-lab.ts'
import { rejection } from '../../refusal.ts'

const works: FoundContainerlab = { works: true, version: '0.69.3' }
const broken: FoundContainerlab = { works: false, reason: 'it aborts', fix: 'mend it' }
const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')

const here = { bootId, namespace: `${readlinkSync('/proc/self/ns/net')}\n` }

function siteOf(found: FoundContainerlab | undefined, engine = here, wired: DriverSite['wiredBy'] = undefined) {
  const said: string[] = []
  const { host } = fakeHost(([program]) => ({ stdout: program === 'cat' ? engine.bootId : engine.namespace }))
  const site: DriverSite = { host, wiredBy: wired, say: (line) => said.push(line), find: async () => found }
  return { site, said }
}

test.for<readonly [FabricDriverChoice, FoundContainerlab | undefined, string, RegExp]>([
  ['auto', works, 'containerlab', /^fabric: containerlab 0\.69\.3/],
  ['auto', undefined, 'built-in', /^$/],
  ['auto', broken, 'built-in', /built-in wiring, as containerlab does not work here: it aborts$/],
  ['built-in', works, 'built-in', /^$/],
  ['containerlab', works, 'containerlab', /^$/],
])('%s with %j is %s', async ([asked, found, driver, line]) => {
  const { site, said } = siteOf(found)
  expect(await chooseDriver(asked, site)).toBe(driver)
  expect(said.join('\n')).toMatch(line)
})

test('what is asked for and not there, or does not work, is an error with the fix', async () => {
  const missing = await rejection(chooseDriver('containerlab', siteOf(undefined).site), ToolMissingError)
  expect(missing.install).toContain('get.containerlab.dev')
  const error = await rejection(chooseDriver('containerlab', siteOf(broken).site), LabError)
  expect(error.message).toBe('containerlab does not work here: it aborts\n  fix: mend it')
})

test.for([
  ['another machine', { ...here, bootId: 'b7b4\n' }, /Docker runs on another machine/],
  ['another network namespace', { ...here, namespace: 'net:[1]\n' }, /another network namespace/],
] as const)('Docker in %s: the bridges would be out of sight', async ([, engine, reason]) => {
  const { site, said } = siteOf(works, engine)
  expect(await chooseDriver('auto', site)).toBe('built-in')
  expect(said).toEqual([expect.stringMatching(reason)])
  expect((await rejection(chooseDriver('containerlab', site), LabError)).message).toMatch(reason)
})

test.for(['containerlab', 'built-in'] as const)('a lab keeps to its driver: %s', async (wired) => {
  const { site, said } = siteOf(works, here, wired)
  expect(await chooseDriver('auto', site)).toBe(wired)
  expect(said).toEqual([])
  const other = wired === 'containerlab' ? 'built-in' : 'containerlab'
  expect((await rejection(chooseDriver(other, site), LabStateError)).fix).toContain(`driver: '${wired}'`)
})

test('a lab of containerlab whose binary is gone is not wired by hand', async () => {
  const { site } = siteOf(undefined, here, 'containerlab')
  expect((await rejection(chooseDriver('auto', site), ToolMissingError)).tool).toBe('containerlab')
})

test('no such driver', async () => {
  const { fix } = await rejection(chooseDriver('clab' as 'auto', siteOf(works).site), LabError)
  expect(fix).toBe('one of auto, containerlab, built-in')
})

test('what has wired a lab, by its record', () => {
  const record = { topology: preset.clab, files: preset.files }
  expect([
    wiredBy({}),
    wiredBy({ driver: 'containerlab' }),
    wiredBy({ fabric: record }),
    wiredBy({ attaching: record, driver: 'containerlab' }),
  ]).toEqual([undefined, undefined, 'built-in', 'containerlab'])
})
