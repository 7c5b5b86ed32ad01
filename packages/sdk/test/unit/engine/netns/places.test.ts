import { expect, test } from 'vitest'
import { namespaceOf, placesOf } from '../../../../src/engine/netns/places.ts'
import { UnknownNameError } from '../../../../src/errors.ts'
import { cluster, fabric, labState, recordedPod } from '../../reference-lab.ts'
import { refusal } from '../../refusal.ts'

const other = { ...recordedPod, name: 'web-worker', namespace: 'other' }
const places = placesOf({ cluster, fabric }, labState({ pods: [recordedPod, other] }))
const bare = placesOf({ cluster, fabric: undefined }, labState())

test.for([
  ["Kubernetes' name", 'calico-ipip-crosssubnet-worker2', 'worker2'],
  ['the short name', 'worker2', 'worker2'],
  ['the alias of containerlab', 'server3', 'worker2'],
  ['the control plane', 'server1', 'control-plane'],
  ['a pod', 'pod/app-2g24f', 'pod-app-2g24f'],
  ['a pod of another namespace', 'pod/other.web-worker', 'pod-other.web-worker'],
  ['the gateway', 'gw0', 'gw0'],
  ['a bridge', 'br-pool1', 'fabric'],
  ['what is beyond the lab', 'outside', 'outside'],
] as const)('%s finds its place: %s', ([, name, namespace]) => {
  expect(namespaceOf(places, name)).toBe(namespace)
})

test('the short names come first: they are the ones that are offered', () => {
  expect([...places.keys()].slice(0, 4)).toEqual(['control-plane', 'worker', 'worker2', 'worker3'])
})

test.for([
  ['wroker2', 'worker2'],
  ['Worker3', 'worker3'],
  ['gw1', 'gw0'],
  ['pod/app-2g24', 'pod/app-2g24f'],
  ['br-poo1', 'br-pool1'],
] as const)('%s: did you mean %s?', ([name, nearest]) => {
  const { message, fix } = refusal(() => namespaceOf(places, name), UnknownNameError)
  expect(message).toContain(`no node, pod or gateway is named ${name}\n`)
  expect(fix).toMatch(/^did you mean /)
  expect(fix).toContain(nearest)
})

test('where nothing is near, what there is is listed', () => {
  const { fix } = refusal(() => namespaceOf(bare, 'printer'), UnknownNameError)
  expect(fix).toMatch(/^the lab has control-plane, worker, worker2, worker3, outside, /)
})

test('before the fabric there is no gateway and no alias', () => {
  for (const name of ['gw0', 'br-pool0', 'server1']) {
    expect(() => namespaceOf(bare, name)).toThrow(UnknownNameError)
  }
})

test('a name is a name, not a property of something', () => {
  for (const name of ['', '__proto__', 'constructor', 'worker2 ']) {
    expect(() => namespaceOf(places, name)).toThrow(UnknownNameError)
  }
})

test('a pod that is named without its pod/ is offered, though a node is nearer', () => {
  const places = new Map([
    ['lab-worker', 'worker'],
    ['pod/app-worker', 'pod-app-worker'],
  ])
  expect(() => namespaceOf(places, 'app-worker')).toThrow('did you mean pod/app-worker?')
  expect(() => namespaceOf(places, 'lab-worke')).toThrow('did you mean lab-worker?')
})
