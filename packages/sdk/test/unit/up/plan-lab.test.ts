import { parseKindConfig, parseManifests, type LabDefinition } from '@underlay/configs'
import { expect, test } from 'vitest'
import { planLab } from '../../../src/up/plan-lab.ts'

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
