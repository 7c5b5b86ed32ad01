import { parseManifests } from '@underlay/configs'
import { expect, test } from 'vitest'
import { formatAccess, planAccess, type AccessRequest } from '../../../../src/engine/existing/plan-access.ts'
import { fakeApi, refuse } from '../../kubernetes/fake-api.ts'

type Answer = NonNullable<Parameters<typeof fakeApi>[0]>[string]

/** What is printed for a user whose list of pods is answered so. */
async function printed(pods: Answer, task: AccessRequest['task'] = 'verify'): Promise<string> {
  const { kubeconfig } = await fakeApi({ 'GET /api/v1/pods': pods })
  return formatAccess(await planAccess({ task, kubeconfig, user: 'jane' }))
}

const listOf = (...items: readonly object[]) => ({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items })
const calicoNode = {
  metadata: { name: 'calico-node-x', namespace: 'calico-system', labels: { 'k8s-app': 'calico-node' } },
}
const forbidden: Answer = (response) =>
  refuse(response, 403, 'Forbidden', 'pods is forbidden: User "jane" cannot list resource "pods" in API group ""')

test('where Calico runs, verify has a role there', async () => {
  const text = await printed(listOf(calicoNode))
  expect(text).toContain("#   get pods/exec in calico-system: to ask Calico's BIRD for its sessions\n")
  expect(text).not.toContain('NOT COMPLETE')
})

test('where it does not run, nothing is missing', async () => {
  const text = await printed(listOf())
  expect(text).not.toMatch(/BIRD|NOT COMPLETE/)
})

test('who may not look is told that the manifest may lack a role, and what to do', async () => {
  const text = await printed(forbidden)
  expect(text).toMatch(
    /^# NOT COMPLETE: whether the cluster runs Calico could not be seen \(.*cannot list resource "pods".*\)\. If it does, apply this, then run --dry-run again/m,
  )
  expect(parseManifests(text).map(({ kind }) => kind)).toContain('ClusterRoleBinding')
})

test('a task that asks no BIRD does not look', async () => {
  expect(await printed(forbidden, 'trace')).not.toContain('NOT COMPLETE')
})
