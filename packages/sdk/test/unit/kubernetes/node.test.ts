import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { LabTimeoutError, UnknownNameError } from '../../../src/errors.ts'
import { awaitNodesReady, nodeTrouble } from '../../../src/kubernetes/node/await-nodes-ready.ts'
import type { KubernetesNode } from '../../../src/kubernetes/node/kubernetes-node.ts'
import { withoutTaint } from '../../../src/kubernetes/node/remove-taint.ts'
import { fakeApi, json, refuse, type Seen } from './fake-api.ts'

const NODE = '/api/v1/nodes/lab-worker'
const CONTROL_PLANE = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' } as const
const OTHER = { key: 'other', value: 'x', effect: 'NoExecute' } as const
const recorded = JSON.parse(readFileSync(new URL('fixtures/nodes.json', import.meta.url), 'utf8')) as {
  readonly items: readonly KubernetesNode[]
}

/** A node that only changes when the patch knows its newest version, as in a real API server. */
async function taintedNode(changesBehindOurBack: number) {
  let [version, taints, changes] = [1, [CONTROL_PLANE, OTHER] as readonly object[], changesBehindOurBack]
  const api = await fakeApi({
    [`GET ${NODE}`]: (response: ServerResponse) => {
      json(response, 200, { metadata: { name: 'lab-worker', resourceVersion: `${version}` }, spec: { taints } })
      if (changes-- > 0) [version, taints] = [version + 1, [...taints, { key: `new${version}`, effect: 'NoSchedule' }]]
    },
    [`PATCH ${NODE}`]: (response: ServerResponse, { body }: Seen) => {
      const patch = body as { metadata: { resourceVersion: string }; spec: { taints: readonly object[] } }
      if (patch.metadata.resourceVersion !== `${version}`) return refuse(response, 409, 'Conflict', 'modified')
      taints = patch.spec.taints
      json(response, 200, {})
    },
    'GET /api/v1/nodes': { items: [{ metadata: { name: 'lab-worker' } }, { metadata: { name: 'lab-control-plane' } }] },
  })
  return { ...api, taints: () => taints }
}

test('a taint goes, the others stay', async () => {
  const { kubernetes, taints, seen } = await taintedNode(0)
  await kubernetes.removeTaint('lab-worker', 'node-role.kubernetes.io/control-plane:NoSchedule')
  expect(taints()).toEqual([OTHER])
  expect(seen.at(-1)?.contentType).toBe('application/merge-patch+json')
  await kubernetes.removeTaint('lab-worker', 'absent:NoSchedule')
  expect(seen.filter(({ method }) => method === 'PATCH')).toHaveLength(1)
})

test('a taint that came in between stays', async () => {
  const { kubernetes, taints } = await taintedNode(2)
  await kubernetes.removeTaint('lab-worker', 'node-role.kubernetes.io/control-plane')
  expect(taints()).toEqual([OTHER, { key: 'new1', effect: 'NoSchedule' }, { key: 'new2', effect: 'NoSchedule' }])
})

test('a node that never stops changing is an error', async () => {
  const { kubernetes } = await taintedNode(Infinity)
  await expect(kubernetes.removeTaint('lab-worker', 'other')).rejects.toThrow('Node lab-worker changed 10 times')
})

test('an unknown node offers the nearest', async () => {
  const { kubernetes } = await taintedNode(0)
  const removing = kubernetes.removeTaint('lab-wroker', 'other')
  await expect(removing).rejects.toThrow(UnknownNameError)
  await expect(removing).rejects.toThrow('there is no Node lab-wroker\n  fix: use lab-worker')
})

test('a taint is named by key and effect, or by key alone', () => {
  const both = [CONTROL_PLANE, { ...CONTROL_PLANE, effect: 'NoExecute' }, OTHER] as const
  expect(withoutTaint(both, `${CONTROL_PLANE.key}:NoSchedule`)).toEqual([both[1], OTHER])
  expect(withoutTaint(both, CONTROL_PLANE.key)).toEqual([OTHER])
})

test('labels are a merge patch', async () => {
  const { kubernetes, seen } = await fakeApi({ [`PATCH ${NODE}`]: {} })
  await kubernetes.label('lab-worker', { rack: 'rack0', old: null })
  expect(seen.at(-1)?.body).toEqual({ metadata: { labels: { rack: 'rack0', old: null } } })
})

test('the nodes of a real cluster are ready', () => {
  expect(recorded.items.map(nodeTrouble)).toEqual([undefined, undefined, undefined, undefined])
})

test.for([
  [undefined, 'has not registered'],
  [{}, 'has no InternalIP and is not Ready'],
  [
    {
      addresses: [{ type: 'InternalIP', address: '10.1.5.10' }],
      conditions: [{ type: 'Ready', status: 'False', message: 'cni plugin not initialized' }],
    },
    'is not Ready: cni plugin not initialized',
  ],
  [
    { addresses: [{ type: 'Hostname', address: 'a' }], conditions: [{ type: 'Ready', status: 'True' }] },
    'has no InternalIP',
  ],
] as const)('what a node lacks is told: %j', ([status, trouble]) => {
  expect(nodeTrouble(status && ({ metadata: { name: 'a' }, status } as unknown as KubernetesNode))).toBe(trouble)
})

test('nodes are awaited; the last state of each that is not ready is told', async () => {
  const [first, second] = recorded.items
  const { kubernetes } = await fakeApi({
    'GET /api/v1/nodes': { items: [first, { ...second, status: {} }] },
    'WATCH /api/v1/nodes': (response: ServerResponse) => response.writeHead(200).flushHeaders(),
  })
  const [a = '', b = ''] = [first?.metadata.name, second?.metadata.name]
  const [ready] = await awaitNodesReady(kubernetes, [a], { timeoutMs: 5000 })
  expect(ready?.metadata.name).toBe(a)
  const waiting = awaitNodesReady(kubernetes, [a, b, 'lab-worker9'], { timeoutMs: 200 })
  await expect(waiting).rejects.toThrow(LabTimeoutError)
  await expect(waiting).rejects.toThrow(
    `waited 200 ms for ${a}, ${b}, lab-worker9 to be Ready; last seen: ${b} has no InternalIP and is not Ready; lab-worker9 has not registered`,
  )
})
