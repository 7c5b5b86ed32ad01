import { expect, test } from 'vitest'
import { daemonSet, formatIssue, parseManifests, requestedWorkloadTrust } from '../../src/index.ts'
import { tutorial } from '../tutorial.ts'

const pod = `apiVersion: v1
kind: Pod
metadata:
  name: app
spec:
  hostPID: true
  hostIPC: true
  hostNetwork: true
  volumes:
  - name: disk
    hostPath: { path: /dev }
  - name: own
    emptyDir: {}
  initContainers:
  - name: first
    image: alpine
    securityContext:
      capabilities: { add: [SYS_ADMIN], drop: [ALL] }
  containers:
  - name: app
    image: alpine
    securityContext:
      privileged: true
      procMount: Unmasked
  - name: plain
    image: alpine
    securityContext: { privileged: false }
`

test('everything that manifests of a text ask for beyond pods of their own, each with its place', () => {
  const asked = requestedWorkloadTrust(parseManifests(`# app\n---\n${pod}`, { file: 'app.yaml' }))
  expect(asked.map(formatIssue)).toEqual([
    'app.yaml:8:12 spec.hostPID shares its node: hostPID',
    'app.yaml:9:12 spec.hostIPC shares its node: hostIPC',
    'app.yaml:10:16 spec.hostNetwork shares its node: hostNetwork',
    'app.yaml:13:5 spec.volumes[0].hostPath mounts /dev of its node',
    'app.yaml:20:29 spec.initContainers[0].securityContext.capabilities.add[0] adds capability SYS_ADMIN',
    'app.yaml:25:19 spec.containers[0].securityContext.privileged runs with all rights',
    'app.yaml:26:18 spec.containers[0].securityContext.procMount has procMount Unmasked',
  ])
})

test.for([
  ['DaemonSet', 'spec.template.spec'],
  ['Deployment', 'spec.template.spec'],
  ['StatefulSet', 'spec.template.spec'],
  ['ReplicaSet', 'spec.template.spec'],
  ['ReplicationController', 'spec.template.spec'],
  ['Job', 'spec.template.spec'],
  ['CronJob', 'spec.jobTemplate.spec.template.spec'],
] as const)('the pods of a %s are looked at', ([kind, path]) => {
  const inner = path.split('.').reduceRight((value, key) => `{ ${key}: ${value} }`, '{ hostPID: true }')
  const text = `{ apiVersion: v1, kind: ${kind}, metadata: { name: app }, ${inner.slice(2, -2)} }`
  expect(requestedWorkloadTrust(parseManifests(text)).map(({ path: at }) => at)).toEqual([`${path}.hostPID`])
})

test.for([
  ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'system:basic-user'],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding', 'all'],
  ['admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', 'all'],
  ['v1', 'PersistentVolume', 'disk'],
  ['v1', 'List', 'all'],
  ['example.org/v1', 'GlobalNetworkPolicy', 'all'],
])('%s %s may give pods rights, and asks for trust', ([apiVersion, kind, name]) => {
  const text = `{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: "${name}" } }`
  expect(requestedWorkloadTrust(parseManifests(text)).map(({ message }) => message)).toEqual([
    `may give pods rights: ${kind}`,
  ])
})

test("objects in the cluster's own namespaces ask for trust: accounts there may start any pod", () => {
  const text = '{ apiVersion: v1, kind: Secret, metadata: { name: a, namespace: kube-system } }'
  expect(requestedWorkloadTrust(parseManifests(text)).map(({ message }) => message)).toEqual([
    "is the cluster's own namespace: kube-system",
  ])
})

test('plain manifests, and what was built in code, ask for nothing', () => {
  expect(requestedWorkloadTrust(parseManifests(tutorial('workload.yaml')))).toEqual([])
  const policy = '{ apiVersion: crd.projectcalico.org/v1, kind: GlobalNetworkPolicy, metadata: { name: a } }'
  expect(requestedWorkloadTrust(parseManifests(policy))).toEqual([])
  const [parsed = daemonSet('app')] = parseManifests(pod)
  expect(requestedWorkloadTrust([daemonSet('app'), structuredClone(parsed)])).toEqual([])
  expect(requestedWorkloadTrust([{ ...parsed }])).toHaveLength(7)
})
