import { parseKindConfig, parseManifests, type LabDefinition } from '@underlay/configs'
import { expect, test } from 'vitest'
import { LabError } from '../../../src/errors.ts'
import { planLab } from '../../../src/up/plan-lab.ts'
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
  const { steps } = await planLab(lab, { engine: 'kind', trust: true })
  expect(steps.map(({ step, action }) => `${step} ${action}`)).toEqual([
    'create make',
    'attach skip',
    'cni skip',
    'taint make',
    'workload make',
  ])
})
