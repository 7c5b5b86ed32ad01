import { expect, test } from 'vitest'
import { agentJob, namespaceObject, serviceAccountObject } from '../../../../src/engine/existing/agent-job.ts'

const job = agentJob({ name: 'agent-1a-1', session: '1a', node: 'dev-worker', image: 'tools:1' })

test('a Job that is gone with its pod, and after an hour in any case', () => {
  expect(job.spec).toMatchObject({ ttlSecondsAfterFinished: 0, activeDeadlineSeconds: 3600, backoffLimit: 0 })
  expect(job).toMatchObject({ apiVersion: 'batch/v1', kind: 'Job' })
})

test('its pod is privileged on its node, past every taint, and has no credentials', () => {
  expect(job.spec).toMatchObject({
    template: {
      spec: {
        nodeName: 'dev-worker',
        hostNetwork: true,
        hostPID: true,
        restartPolicy: 'Never',
        automountServiceAccountToken: false,
        serviceAccountName: 'agent',
        tolerations: [{ operator: 'Exists' }],
        containers: [{ image: 'tools:1', imagePullPolicy: 'IfNotPresent', securityContext: { privileged: true } }],
        volumes: [{ name: 'run', emptyDir: { medium: 'Memory' } }],
      },
    },
  })
  expect(JSON.stringify(job)).not.toContain('hostPath')
})

test('Job and pod carry the session, everything says who manages it', () => {
  const labels = { 'app.kubernetes.io/managed-by': 'underlay', 'underlay.session': '1a' }
  expect(job.metadata).toEqual({ name: 'agent-1a-1', namespace: 'underlay', labels })
  expect(job.spec).toMatchObject({ template: { metadata: { labels } } })
  for (const { metadata } of [namespaceObject, serviceAccountObject]) {
    expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/managed-by': 'underlay' })
  }
  expect(namespaceObject.metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'privileged' })
})
