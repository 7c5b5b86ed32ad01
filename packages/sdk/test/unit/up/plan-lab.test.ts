import { parseKindConfig, parseManifests, presets, type LabDefinition } from '@underlay/configs'
import { expect, test, vi } from 'vitest'
import { LabError } from '../../../src/errors.ts'
import { saveRecord } from '../../../src/engine/kind/record.ts'
import { planLab } from '../../../src/up/plan-lab.ts'
import type { UpOptions } from '../../../src/up/up-options.ts'
import { idOf, kindNode } from '../engine/kind/fake-docker.ts'
import { config, machine, nodes } from '../engine/kind/fake-kind.ts'
import { kindLab } from '../engine/kind/kind-lab.ts'
import { rejection } from '../refusal.ts'

const kind = parseKindConfig('kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nname: plan-lab-of-a-text\n')
const pod = `apiVersion: v1
kind: Pod
metadata:
  name: app
spec:
  containers:
  - name: app
    image: alpine
    securityContext:
      privileged: true
`
const lab: LabDefinition = {
  name: 'plan-lab-of-a-text',
  kind,
  workload: parseManifests(pod, { file: 'app.yaml' }),
}

test('on kind, pods of a text that have rights on their node want trust, each with its place', async () => {
  const { steps } = await planLab(lab, { engine: 'kind' })
  expect(steps.filter(({ action }) => action === 'refuse')).toEqual([
    expect.objectContaining({
      fix: expect.stringContaining('underlay up --trust'),
      requests: ['app.yaml:10:19 spec.containers[0].securityContext.privileged runs with all rights'],
    }),
  ])
})

test.for([
  [{ version: 'v3.32.1' }, 'version v3.32.1 of a CNI'],
  [{ manifest: 'calico.yaml', driver: 'containerlab' }, 'a manifest of a CNI and containerlab'],
] as const)('what only kind does is refused on netns before a lab is made: %j', async ([options, what]) => {
  const built = { ...lab, workload: [] }
  const { message, fix } = await rejection(planLab(built, { engine: 'netns', ...options }), LabError)
  expect(message).toContain(`the netns engine does by itself what ${what} would do`)
  expect(fix).toContain('underlay up --engine kind')
  const { steps } = await planLab(built, { engine: 'netns', driver: 'built-in' })
  expect(steps.map(({ action }) => action)).not.toContain('refuse')
})

test('with trust they are deployed', async () => {
  machine()
  const { steps, place } = await planLab(lab, { engine: 'kind', trust: true })
  expect(place).toMatch(/^Docker .*, kind /)
  expect(steps.map(({ step, action }) => `${step} ${action}`)).toEqual([
    'create make',
    'attach skip',
    'cni skip',
    'taint make',
    'workload make',
  ])
})

test('what only netns wires is refused on kind before a lab is made, or ended', async () => {
  const { clab = expect.fail('no topology'), ...others } = presets['flannel-vxlan'].define({ name: 'plan-lab-wires' })
  const [first = ''] = Object.keys(clab.topology.nodes)
  const links = [...(clab.topology.links ?? []), { endpoints: [`${first}:eth9`, 'host:up9'] }]
  const wired = { ...others, clab: { ...clab, topology: { ...clab.topology, links } } } as LabDefinition
  for (const reconfigure of [false, true]) {
    const planning = planLab(wired, { engine: 'kind', trust: true, reconfigure })
    expect((await rejection(planning, LabError)).message).toContain('does not wire the link to the host, up9')
  }
  const { steps } = await planLab(wired, { engine: 'netns', trust: true })
  expect(steps.map(({ action }) => action)).not.toContain('refuse')
})

test('reconfigure on an engine sees the lab of that name on the other', async () => {
  const { add } = machine()
  await saveRecord(kindLab({ name: 'tiny', kind: config, containers: { [nodes[0] ?? '']: idOf(nodes[0] ?? '') } }))
  for (const name of nodes) add(kindNode(name, 'tiny'))
  const tiny = { name: 'tiny', kind: config }
  const createOf = async (reconfigure: boolean) =>
    (await planLab(tiny, { engine: 'netns', lifetime: 'persistent', reconfigure })).steps[0]
  expect(await createOf(false)).toMatchObject({ action: 'make' })
  expect(await createOf(true)).toMatchObject({
    action: 'refuse',
    fix: expect.stringContaining('underlay down tiny --engine kind'),
  })
})

test('what nothing here can carry is refused before a lab is made', async () => {
  const away = { PATH: '/none', DOCKER_HOST: 'unix:///none/docker.sock' }
  for (const [name, value] of Object.entries(away)) vi.stubEnv(name, value)
  const planning = planLab({ ...lab, workload: [] }, { engine: 'kind' })
  expect((await rejection(planning, LabError)).message).toMatch(/needed and was not found|does not answer/)
  vi.unstubAllEnvs()
})

const calico = presets['calico-ipip-crosssubnet'].define({ name: 'plan-lab-calico' })

test.for<[string, LabDefinition, UpOptions, RegExp]>([
  [
    'a manifest that is not there',
    calico,
    { manifest: '/none/calico.yaml' },
    /the manifest \/none\/calico\.yaml cannot be read/,
  ],
  ['a manifest that runs no Calico', calico, { manifest: pod.concat('---\n') }, /calico manifest .*calico-node/],
  ['a version that is none', calico, { version: 'newest', offline: true }, /"newest" is no version of calico/],
  [
    'BGP that no manifest says',
    { ...calico, calico: { bgp: { mesh: false } } },
    {},
    /bgp\.mesh is not said by the manifest/,
  ],
  [
    'an interface of no node',
    { ...calico, calico: { autodetection: 'interface=net9' } },
    {},
    /no address of control-plane, .* is on interface=net9/,
  ],
  ['containerlab that is not there', calico, { driver: 'containerlab' }, /containerlab is needed and was not found/],
])('on kind, before a lab is made, refused is %s', async ([, of, options, message]) => {
  machine()
  const planning = planLab(of, { engine: 'kind', driver: 'built-in', ...options })
  expect((await rejection(planning, Error)).message).toMatch(message)
})
