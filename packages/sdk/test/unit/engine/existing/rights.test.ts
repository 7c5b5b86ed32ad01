import { parseManifests, renderManifests } from '@underlay/configs'
import { expect, test } from 'vitest'
import { formatAccess } from '../../../../src/engine/existing/plan-access.ts'
import { findRight, requiredRights } from '../../../../src/engine/existing/rights.ts'
import { rightsManifest } from '../../../../src/engine/existing/rights-manifest.ts'

const names = (task: Parameters<typeof requiredRights>[0], calicoNamespace?: string) =>
  requiredRights(task, calicoNamespace === undefined ? {} : { calicoNamespace }).map(
    ({ verb, resource, namespace = '' }) => `${verb} ${resource} ${namespace}`,
  )

test('capture needs no Services, verify asks BIRD where Calico is; nothing is asked for twice', () => {
  expect(names('capture')).not.toContain('list services ')
  expect(names('trace')).toContain('list services ')
  expect(names('trace', 'kube-system')).not.toContain('get pods/exec kube-system')
  expect(names('verify', 'kube-system')).toEqual(expect.arrayContaining(['get pods/exec kube-system']))
  const all = names('verify', 'kube-system')
  expect(new Set(all).size).toBe(all.length)
})

test('no right is over all: no wildcard, no secret, nothing written outside of the own namespace', () => {
  const rights = requiredRights('verify', { calicoNamespace: 'kube-system' })
  expect(rights.flatMap(({ verb, resource, group }) => [verb, resource, group])).not.toContain('*')
  expect(rights.map(({ resource }) => resource)).not.toContain('secrets')
  const writing = rights.filter(({ verb }) => !['get', 'list', 'watch'].includes(verb))
  const elsewhere = writing.filter(({ namespace }) => namespace !== 'underlay').map(({ resource }) => resource)
  expect(elsewhere).toEqual(['pods/exec'])
})

test('the manifest is the namespace, a role in each place, and bindings to whoever it is', () => {
  const rights = requiredRights('verify', { calicoNamespace: 'kube-system' })
  const kinds = (user: string) =>
    rightsManifest(rights, user).map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`)
  const expected = [
    'Namespace /underlay',
    'ClusterRole /underlay',
    'ClusterRoleBinding /underlay',
    'Role underlay/underlay',
    'RoleBinding underlay/underlay',
    'Role kube-system/underlay',
    'RoleBinding kube-system/underlay',
  ]
  expect(kinds('jane')).toEqual(expected)
  const bindings = (user: string) =>
    rightsManifest(rights, user).flatMap((object) => ('subjects' in object ? (object.subjects as object[]) : []))
  expect(bindings('jane')[0]).toEqual({ kind: 'User', name: 'jane', apiGroup: 'rbac.authorization.k8s.io' })
  expect(bindings('system:serviceaccount:ci:bot')[0]).toEqual({ kind: 'ServiceAccount', name: 'bot', namespace: 'ci' })
})

test('what is printed is YAML, whatever a user is called, and has each right with what it is for', () => {
  const user = 'o\nkind: Secret'
  const rights = requiredRights('capture')
  const objects = rightsManifest(rights, user)
  const text = formatAccess({ task: 'capture', user, rights, objects, makes: ['a Job'] })
  expect(parseManifests(text)).toEqual(JSON.parse(JSON.stringify(objects)))
  expect(text).toContain('#   list blockaffinities.crd.projectcalico.org: ')
  expect(text).toContain('#   watch pods in underlay: ')
  expect(text.endsWith(renderManifests(objects))).toBe(true)
})

test('a denied right is found by what the API server calls it', () => {
  const denied = { verb: 'watch', group: '', resource: 'pods' }
  expect(findRight({ ...denied, namespace: 'underlay' })?.why).toBe('whether the tools pods run')
  expect(findRight({ ...denied, verb: 'list', namespace: 'underlay' })?.namespace).toBeUndefined()
  expect(findRight({ ...denied, resource: 'secrets' })).toBeUndefined()
})
