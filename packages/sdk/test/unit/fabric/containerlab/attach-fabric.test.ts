import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseClabTopology, renderClabTopology, TopologyError } from '@underlay/configs'
import { expect, test, vi } from 'vitest'
import { CommandError, EngineError, LabStateError, LabTimeoutError, TrustError } from '../../../../src/errors.ts'
import { attachByContainerlab, type ClabHolder } from '../../../../src/fabric/containerlab/attach-fabric.ts'
import { preset } from '../../reference-lab.ts'
import { rejection } from '../../refusal.ts'
import { fakeLab, labels } from './fake-lab.ts'

const record = { topology: preset.clab, files: preset.files }
const fresh: ClabHolder = { kind: preset.kind }
const attached: ClabHolder = { ...fresh, fabric: record, driver: 'containerlab', bridges: ['br-pool0', 'br-pool1'] }
const file = `${preset.clab.name}.clab.yml`
const ourBridges = ['br-pool0', 'br-pool1'].map((ifname) => ({
  ifname,
  ifalias: `underlay:${preset.name}`,
  linkinfo: { info_kind: 'bridge' },
}))

test('bridges on the host, the document, containerlab, the places, offload: in this order', async () => {
  const lab = fakeLab()
  const after = await attachByContainerlab(fresh, record, lab.site)
  expect(after).toEqual(attached)
  expect(lab.calls()).toEqual([`containerlab deploy --topo ${join(lab.folder, file)} --reconfigure`])
  expect(lab.kept('saw').trim().split('\n')).toEqual([file, 'startup-conf'])
  expect(readFileSync(join(lab.folder, 'startup-conf/gw0-boot.cfg'), 'utf8')).toBe(Object.values(preset.files)[0])
  expect(readFileSync(join(lab.folder, file), 'utf8')).toContain(`underlay.lab: ${labels['underlay.lab']}`)
  const done = lab.done()
  expect(done.slice(0, 2)).toEqual([
    '_host: ip link add br-pool0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0',
    `_host: ip link set br-pool0 alias underlay:${preset.name}`,
  ])
  expect(done.filter((line) => line.includes('tx-off')).sort()).toEqual(
    [
      ...['control-plane', 'worker', 'worker2', 'worker3'].map((node) => `${node}: tx-off net0`),
      ...[1, 2].map((nth) => `gw0: tx-off eth${nth}`),
      ...[0, 1].flatMap((rack) => [0, 1, 2].map((nth) => `_host: tx-off br-pool${rack}-net${nth}`)),
    ].sort(),
  )
  expect(done.every((line) => /tx-off|ip link (add|set) br-pool/.test(line))).toBe(true)
  expect(lab.attached()).toEqual(['_host 1', '_host 1\ngw0 4004'])
  expect(lab.said).toEqual(['containerlab: Containerlab started version=0.69.3'])
})

test('what is begun is recorded before anything is made', async () => {
  const lab = fakeLab()
  await attachByContainerlab(fresh, record, lab.site)
  const begun = { ...fresh, attaching: record, driver: 'containerlab', bridges: ['br-pool0', 'br-pool1'] }
  expect(lab.saved).toEqual([begun])
})

test("the environment: no version check, none of the caller's flags", async () => {
  vi.stubEnv('CLAB_DEPLOY_NODE_FILTER', 'gw0')
  vi.stubEnv('CLAB_LABDIR_BASE', '/elsewhere')
  vi.stubEnv('DOCKER_HOST', 'unix:///run/engine.sock')
  const lab = fakeLab()
  await attachByContainerlab(fresh, record, lab.site)
  const environment = lab.kept('env.deploy').split('\n')
  expect(environment.filter((line) => line.startsWith('CLAB_'))).toEqual(['CLAB_VERSION_CHECK=disable'])
  expect(environment).toContain('DOCKER_HOST=unix:///run/engine.sock')
  vi.unstubAllEnvs()
})

test("a bridge that is there is the user's: said, not changed, not recorded", async () => {
  const lab = fakeLab({ hostLinks: [{ ifname: 'br-pool0', linkinfo: { info_kind: 'bridge' } }] })
  const after = await attachByContainerlab(fresh, record, lab.site)
  expect(after.bridges).toEqual(['br-pool1'])
  expect(lab.said[0]).toBe('bridge br-pool0 is there already: it is used as it is, and stays')
  expect(lab.done().filter((line) => / br-pool0( |$)/.test(line))).toEqual([])
})

test("the machine's own bridge in a text is refused with its place, before anything is made", async () => {
  const lab = fakeLab({ hostLinks: [{ ifname: 'br-pool0', linkinfo: { info_kind: 'bridge' } }] })
  const topology = parseClabTopology(renderClabTopology(preset.clab), { file: 'clab.yaml' })
  const text = { ...record, topology }
  const error = await rejection(attachByContainerlab(fresh, text, lab.site), TrustError)
  expect(error.requests).toEqual([
    expect.stringMatching(/^clab\.yaml:\d+:5 topology\.nodes\.br-pool0 is a link to the machine: its bridge br-pool0$/),
  ])
  expect(error.fix).toContain('trust: true')
  expect([lab.calls(), lab.done(), lab.saved]).toEqual([[], [], []])
  await attachByContainerlab(fresh, text, { ...lab.site, trust: true })
  expect(lab.said[0]).toContain('bridge br-pool0 is there already')
})

test('attached again, all there: nothing is run, nothing is changed', async () => {
  const lab = fakeLab({ hostLinks: ourBridges })
  lab.runNow()
  expect(await attachByContainerlab(attached, record, lab.site)).toBe(attached)
  expect([lab.calls(), lab.done(), lab.saved]).toEqual([[], [], []])
  expect(lab.attached().at(-1)).toBe('_host 1\ngw0 4004')
})

test.for([
  ['an address', 'ip -j addr', '[]'],
  ['a cable', '/underlay/observe.pl', 'worker2 net0\n'],
] as const)('attached again, %s is gone: it is deployed anew, and leftovers in nodes go', async ([, asked, stdout]) => {
  let deployedAnew = false
  const lab = fakeLab({
    hostLinks: ourBridges,
    answer: (argv) => (argv.join(' ') === asked && !deployedAnew ? { stdout } : undefined),
  })
  lab.runNow()
  lab.site.say = () => {
    deployedAnew = true
  }
  expect(await attachByContainerlab(attached, record, lab.site)).toEqual(attached)
  expect(lab.calls()).toHaveLength(1)
  expect(lab.done()).toContain('worker2: ip link del net0')
  expect(lab.done().filter((line) => line.startsWith('_host: ip'))).toEqual([])
})

test('a container that is gone, though its cables are there: deployed anew', async () => {
  const lab = fakeLab({ hostLinks: ourBridges, wired: true })
  await attachByContainerlab(attached, record, lab.site)
  expect(lab.calls()).toHaveLength(1)
  expect(lab.done()).toContain(': ip netns del gw0')
})

test('a failure: its last error lines and the fix; all is taken back, and forgotten', async () => {
  const lab = fakeLab({
    deploy: 'touch "$0.deployed"; echo "Error: failed to verify bind path: stat /x" >&2; exit 1',
  })
  const error = await rejection(attachByContainerlab(fresh, record, lab.site), EngineError)
  expect(error.message).toContain('Error: failed to verify bind path: stat /x')
  expect(error.fix).toMatch(/one of files$/)
  expect(lab.calls()[1]).toBe(`containerlab destroy --topo ${join(lab.folder, file)} --cleanup`)
  expect(lab.deployed()).toBe(false)
  expect(lab.saved.at(-1)).toEqual(fresh)
  expect(lab.done()).toContain('worker3: ip route replace default via 172.18.0.1')
})

test('its own bridges go when it is taken back', async () => {
  const lab = fakeLab({ deploy: 'exit 1' })
  lab.site.save = async (state: unknown) => {
    lab.saved.push(state)
    lab.links.push(...ourBridges)
  }
  await rejection(attachByContainerlab(fresh, record, lab.site), EngineError)
  expect(lab.done().filter((line) => line.includes(' del br-'))).toEqual([
    '_host: ip link del br-pool0',
    '_host: ip link del br-pool1',
  ])
})

test('one that was attached before is not taken back when its repair fails', async () => {
  const lab = fakeLab({ hostLinks: ourBridges, deploy: 'exit 1' })
  await rejection(attachByContainerlab(attached, record, lab.site), EngineError)
  expect(lab.calls()).toHaveLength(1)
  expect(lab.saved).toEqual([attached])
})

test('an exec line that fails is an error, though containerlab ends well', async () => {
  const line = '12:00:00 ERRO Failed to execute command command="ip link set x up" node=gw0 rc=1 stdout="" stderr=no'
  const lab = fakeLab({ deploy: `touch "$0.deployed"; echo '${line}' >&2` })
  expect(await rejection(attachByContainerlab(fresh, record, lab.site), CommandError)).toMatchObject({ where: 'gw0' })
  expect(lab.deployed()).toBe(false)
})

test('a gateway that never gets its addresses is told by them', async () => {
  const lab = fakeLab({
    answer: (argv, namespace) => (argv[2] === 'addr' && namespace === 'gw0' ? { stdout: '[]' } : undefined),
  })
  const error = await rejection(attachByContainerlab(fresh, record, lab.site), LabTimeoutError)
  expect(error.lastSeen).toBe('gw0:eth1 has no 10.1.5.1/24, gw0:eth2 has no 10.1.8.1/24')
})

test('a containerlab lab of that name that is none of ours is left alone', async () => {
  const lab = fakeLab({ containerLabels: { 'underlay.lab': 'another' } })
  lab.runNow()
  const error = await rejection(attachByContainerlab(fresh, record, lab.site), LabStateError)
  expect(error.fix).toContain(`containerlab destroy --name ${preset.clab.name}`)
  expect([lab.calls(), lab.done(), lab.saved, lab.deployed()]).toEqual([[], [], [], true])
})

test('mistakes of the documents come before anything', async () => {
  const lab = fakeLab()
  const files = { ...preset.files, '../x': '' }
  await expect(attachByContainerlab(fresh, { ...record, files }, lab.site)).rejects.toThrow(TopologyError)
  expect([lab.calls(), lab.docker(), lab.saved, existsSync(lab.folder)]).toEqual([[], [], [], false])
})

test('another topology is refused', async () => {
  const lab = fakeLab()
  const other = { ...record, topology: { ...preset.clab, name: 'other' } }
  await rejection(attachByContainerlab(attached, other, lab.site), LabStateError)
  expect(lab.calls()).toEqual([])
})

test('a deployment of other documents that was killed half-way is taken back first', async () => {
  const lab = fakeLab({ hostLinks: ourBridges })
  lab.runNow()
  const half = { ...record, topology: { ...preset.clab, mgmt: { network: 'other' } } }
  const before: ClabHolder = { ...fresh, attaching: half, driver: 'containerlab', bridges: ['br-pool0'] }
  await attachByContainerlab(before, record, lab.site)
  expect(lab.done()).toContain('_host: ip link del br-pool0')
  expect(lab.said[0]).toContain('is gone')
  expect(lab.calls()).toHaveLength(1)
})
