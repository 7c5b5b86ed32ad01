import { expect, test } from 'vitest'
import { explain, explained } from '../../../../src/engine/existing/explain.ts'
import { ownTrafficOf } from '../../../../src/engine/existing/own-traffic.ts'
import { LabError } from '../../../../src/errors.ts'
import { rejection } from '../../refusal.ts'
import { recordedNodes } from './fake-cluster.ts'

const by = { kubeconfig: '/home/me/my kube', context: 'prod' }

const denied = (user: string, resource: string, group: string) =>
  new LabError(`list: User "${user}" cannot list resource "${resource}" in API group "${group}" at the cluster scope`)

test.for([
  ['jane', 'nodes', '', '--verb=list --resource=nodes && ', '--clusterrole=underlay-list-nodes --user=jane'],
  ['jane', 'pods/exec', '', '--resource=pods/exec && ', '--clusterrole=underlay-list-pods-exec --user=jane'],
  ['jane', 'ippools', 'crd.projectcalico.org', '--resource=ippools.crd.projectcalico.org', '--user=jane'],
  ['system:serviceaccount:ci:bot', 'nodes', '', '--resource=nodes', '--serviceaccount=ci:bot'],
  ["o'hara; rm -rf", 'nodes', '', '--resource=nodes', `--user='o'\\''hara; rm -rf'`],
] as const)('%s without a right to %s is told which, and how it is granted', ([user, resource, group, ...parts]) => {
  const error = explain(denied(user, resource, group), by) as LabError
  expect(error.message).toContain(`User "${user}" cannot list resource`)
  for (const part of parts) expect(error.fix).toContain(part)
})

test('a right in a namespace is granted there, to objects of a name only, with what it is for and where all are', () => {
  const said = `serviceaccounts "agent": User "jane" cannot get resource "serviceaccounts" in API group "" in the namespace "underlay"`
  const { fix } = explain(new LabError(said), by) as LabError
  expect(fix).toContain(
    'kubectl create role underlay-get-serviceaccounts -n underlay --verb=get --resource=serviceaccounts --resource-name=agent && kubectl create rolebinding underlay-get-serviceaccounts -n underlay --role=underlay-get-serviceaccounts --user=jane',
  )
  expect(fix).toContain(
    "it is for: the account of the tools pods; all rights at once: underlay verify --kubeconfig '/home/me/my kube' --context prod --dry-run",
  )
  const unknown = explain(denied('jane', 'secrets', ''), by) as LabError
  expect(unknown.fix).not.toContain('--dry-run')
})

test.for([
  ['get', 'pods/exec', 'kube-system', "it is for: to ask Calico's BIRD for its sessions"],
  ['create', 'pods/exec', 'calico-system', "it is for: to ask Calico's BIRD for its sessions"],
  ['get', 'secrets', 'kube-system', undefined],
] as const)('a right to %s %s in %s is granted in this namespace only', ([verb, resource, namespace, why]) => {
  const said = `x: User "jane" cannot ${verb} resource "${resource}" in API group "" in the namespace "${namespace}"`
  const { fix } = explain(new LabError(said), by) as LabError
  const name = `underlay-${verb}-${resource.replace('/', '-')}`
  expect(fix).toContain(
    `kubectl create role ${name} -n ${namespace} --verb=${verb} --resource=${resource} && ` +
      `kubectl create rolebinding ${name} -n ${namespace} --role=${name} --user=jane`,
  )
  expect(fix).not.toContain('clusterrole')
  expect(fix?.includes('it is for: ')).toBe(why !== undefined)
  expect(fix).toContain(why ?? '')
})

test('what a server names is quoted for the shell', () => {
  const said = 'User "jane" cannot get resource "a;b" in API group "c$(d)" in the namespace "e`f`"'
  const { fix } = explain(new LabError(said), by) as LabError
  expect(fix).toContain("kubectl create role 'underlay-get-a;b' -n 'e`f`' --verb=get --resource='a;b.c$(d)' && ")
  expect(fix).toContain("rolebinding 'underlay-get-a;b' -n 'e`f`' --role='underlay-get-a;b' --user=jane")
})

test('an API server out of reach is told with the line that asks it', async () => {
  const dead = new LabError('the Kubernetes API at https://10.0.0.1 did not answer: no answer in time', 'docker ps')
  const error = await rejection(
    explained(by, () => Promise.reject(dead)),
    LabError,
  )
  expect(error.message.split('\n')).toEqual([
    'the Kubernetes API at https://10.0.0.1 did not answer: no answer in time',
    "  fix: see that it runs and can be reached from here: kubectl --kubeconfig '/home/me/my kube' --context prod cluster-info",
  ])
})

test('any other error stays as it is', () => {
  const others = [new LabError('no', 'fix'), new Error('no'), undefined]
  expect(others.map((error) => explain(error, by))).toEqual(others)
})

test('what carries a capture to this process is known by its ports', () => {
  expect(ownTrafficOf(recordedNodes, 'https://127.0.0.1:40123')).toBe('tcp port 10250 or tcp port 6443')
  expect(ownTrafficOf([], 'https://api.example:443')).toBe('tcp port 10250 or tcp port 6443')
  expect(ownTrafficOf([], 'https://10.1.5.10')).toContain(' or (host 10.1.5.10 and tcp port 443)')
  const [node] = recordedNodes
  const other = { ...node, status: { daemonEndpoints: { kubeletEndpoint: { Port: 10_255 } } } }
  expect(ownTrafficOf([other as never], 'https://a')).toBe('tcp port 10250 or tcp port 10255 or tcp port 6443')
})
