import { expect, test } from 'vitest'
import { connectCluster } from '../../../../src/cluster/connect-cluster.ts'
import { clusterOf } from '../../../../src/cluster/cluster.ts'
import { existingEngine } from '../../../../src/engine/existing/existing-engine.ts'
import { EngineError, LabError, LabStateError, UnknownNameError } from '../../../../src/errors.ts'
import { run } from '../../../../src/host/run.ts'
import { fakeApi, refuse } from '../../kubernetes/fake-api.ts'
import { rejection } from '../../refusal.ts'
import type { AgentCall } from './fake-agent.ts'
import { fakeCluster, kindContext, live } from './fake-cluster.ts'

const said: string[] = []
const options = { toolsImage: 'tools:1', say: (line: string) => void said.push(line) }

/** An engine over a fake cluster whose programs say where they run. */
async function connected(objects: Parameters<typeof fakeCluster>[0] = {}) {
  const calls: AgentCall[] = []
  const answer = (call: AgentCall): string => {
    calls.push(call)
    return call.argv[0] === '/underlay/attach.pl' ? '' : call.network
  }
  const fake = fakeCluster({ answer, ...objects })
  return { ...fake, calls, engine: await existingEngine(fake.kubernetes, '/tmp/kubeconfig', options) }
}

const uidOf = ({ pods }: Pick<ReturnType<typeof fakeCluster>, 'pods'>, name: string) =>
  pods.now.find(({ metadata }) => metadata.name === name)?.metadata.uid

test('looking at nodes and pods starts nothing, and leaves nothing to remove', async () => {
  const { engine, there, removed } = await connected()
  expect(engine).toMatchObject({
    name: kindContext,
    engine: 'existing',
    lifetime: 'persistent',
    kubeconfig: '/tmp/kubeconfig',
    host: { kind: 'node', kernel: '6.18.44', accelerator: 'Kubernetes 1.34.4' },
  })
  expect(clusterOf(engine, 'visitor').node('calico-ipip-crosssubnet-worker2')).toMatchObject({
    place: 'worker2',
    address: '10.1.8.10',
  })
  expect(engine.model().cni).toMatchObject({ name: 'calico', vxlan: 'CrossSubnet', how: 'real' })
  expect((await engine.nodes()).map(({ shortName }) => shortName)).toEqual([
    'control-plane',
    'worker',
    'worker2',
    'worker3',
  ])
  const pods = await engine.pods()
  expect(pods.find(({ name }) => name === 'app-2g24f')).toMatchObject({ hostInterface: 'cali0aaab42b9f5' })
  expect(pods.map(({ name }) => name).filter((name) => name.startsWith('kube-proxy'))).toEqual([])
  await engine.close()
  expect([...there, ...removed]).toEqual([])
})

test('each node has one agent, by each of its names, at the same time', async () => {
  const { engine, jobs, agents } = await connected()
  const places = ['worker', 'worker2', 'calico-ipip-crosssubnet-worker', 'worker2']
  expect(await Promise.all(places.map((place) => run(engine, place, ['ip'])))).toEqual(['', '', '', ''])
  const nodes = jobs().map(({ spec }) => (spec as { template: { spec: { nodeName: string } } }).template.spec.nodeName)
  expect(nodes).toEqual(['calico-ipip-crosssubnet-worker', 'calico-ipip-crosssubnet-worker2'])
  expect(agents).toHaveLength(2)
  expect(said.at(-1)).toBe('starting the tools on calico-ipip-crosssubnet-worker2')
})

test('a pod is reached on its node, in the network of its UID, attached once', async () => {
  const { engine, jobs, calls, pods } = await connected()
  const network = `pod-${uidOf({ pods }, 'app-2g24f')}`
  const names = ['pod/app-2g24f', 'pod/default.app-2g24f', 'pod/app-2g24f']
  expect(await Promise.all(names.map((name) => run(engine, name, ['ip'])))).toEqual([network, network, network])
  const attached = calls.filter(({ argv }) => argv[0] === '/underlay/attach.pl')
  expect(attached.map(({ stdin }) => stdin)).toEqual([`${network} pod ${network.slice(4)}\n`])
  expect(jobs()).toHaveLength(1)
})

test('a pod that nothing runs of is looked for again, and then refused', async () => {
  const asked: string[] = []
  const answer = ({ stdin }: AgentCall): string => (asked.push(stdin), stdin.split(' ')[0] ?? '')
  const { engine, pods } = await connected({ answer })
  const error = await rejection(run(engine, 'pod/app-2g24f', ['ip']), LabStateError)
  expect(error.message).toContain('nothing of pod/app-2g24f runs on calico-ipip-crosssubnet-')
  const renewed = pods.now.map((pod) =>
    pod.metadata.name === 'app-2g24f' ? { ...pod, metadata: { ...pod.metadata, uid: 'new' } } : pod,
  )
  pods.now = renewed
  await rejection(run(engine, 'pod/app-2g24f', ['ip']), LabStateError)
  expect(asked.at(-1)).toBe('pod-new pod new\n')
})

test.for([
  ['outside', 'a connected cluster has no gateways and no outside'],
  ['wroker2', 'did you mean worker2?'],
  ['pod/kube-system.kube-proxy-nix', 'for one in the network of its node, name the node'],
])('no place is named %s', async ([place = '', fix]) => {
  const { engine, jobs } = await connected()
  expect((await rejection(run(engine, place, ['ip']), UnknownNameError)).message).toContain(fix)
  expect(jobs()).toEqual([])
})

test('when the connection to an agent is lost its programs fail, and the next one starts another', async () => {
  const { engine, agents, jobs } = await connected()
  const endless = await engine.spawn('worker', ['tcpdump'])
  agents[0]?.process.close()
  const error = await rejection(endless.exited, EngineError)
  expect(error.message).toContain('the tools pod on calico-ipip-crosssubnet-worker ended')
  await run(engine, 'worker', ['ip'])
  expect(jobs().map(({ metadata }) => metadata.name.replace(/-[0-9a-f]{8}-/, '-'))).toEqual(['agent-1', 'agent-2'])
})

const removals = (removed: readonly { kind: string }[]) => removed.map(({ kind }) => kind)

test('closing removes the Jobs of this session and the namespace, once', async () => {
  const { engine, removed, jobs, agents } = await connected()
  await run(engine, 'worker', ['ip'])
  await engine.close()
  expect(removals(removed)).toEqual(['Job', 'Namespace'])
  expect(removed[0]?.metadata.name).toBe(jobs()[0]?.metadata.name)
  await expect.poll(() => agents[0]?.process.stdout.readableEnded).toBe(true)
  await expect(run(engine, 'worker', ['ip'])).rejects.toThrow('the connection to the cluster is closed')
})

const managed = { 'app.kubernetes.io/managed-by': 'underlay' }
const labels = { ...managed, 'underlay.session': 'other' }
const otherJob = live({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'b', namespace: 'underlay', labels } })
const theirs = live({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'underlay' } })
const ours = live({ ...theirs, metadata: { name: 'underlay', labels: managed } })
const inside = (kind: string, name: string, { metadata = {}, ...more }: { metadata?: object; type?: string } = {}) =>
  live({ apiVersion: 'v1', kind, ...more, metadata: { name, namespace: 'underlay', ...metadata } })
const theirAccount = inside('ServiceAccount', 'agent')

test.for([
  ["another session's Job", [otherJob], ['Job']],
  ['a namespace that the SDK did not make', [theirs], ['Job', 'ServiceAccount']],
] as const)('%s stays', async ([, objects, kinds]) => {
  const { engine, removed } = await connected({ objects })
  await run(engine, 'worker', ['ip'])
  await engine.close()
  expect(removals(removed)).toEqual(kinds)
  expect(removed.map(({ metadata }) => metadata.name)).not.toContain('b')
})

test.for([
  inside('Deployment', 'web'),
  inside('Pod', 'web'),
  inside('Job', 'web'),
  inside('Secret', 'web'),
  inside('Secret', 'web-token', { type: 'kubernetes.io/service-account-token' }),
  inside('ConfigMap', 'web'),
  inside('PersistentVolumeClaim', 'web'),
  inside('RoleBinding', 'web'),
  inside('ServiceAccount', 'web'),
])('a namespace of the SDK in which there is a $kind of others stays, its account goes', async (object) => {
  const { engine, removed } = await connected({ objects: [ours, object] })
  await run(engine, 'worker', ['ip'])
  await engine.close()
  expect(removals(removed)).toEqual(['Job', 'ServiceAccount'])
})

test('what Kubernetes puts into every namespace does not keep it, nor what goes already', async () => {
  const annotations = { 'kubernetes.io/service-account.name': 'default' }
  const token = { type: 'kubernetes.io/service-account-token', metadata: { annotations } }
  const objects = [
    ours,
    inside('ServiceAccount', 'default'),
    inside('ConfigMap', 'kube-root-ca.crt'),
    inside('Secret', 'default-token-x7k2p', token),
    inside('Pod', 'web', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }),
  ]
  const { engine, removed } = await connected({ objects })
  await run(engine, 'worker', ['ip'])
  await engine.close()
  expect(removals(removed)).toEqual(['Job', 'Namespace'])
})

test('where it cannot be known what is in the namespace, it stays, and that is said', async () => {
  const { engine, kubernetes, removed } = await connected({ objects: [ours] })
  await run(engine, 'worker', ['ip'])
  const { listObjects } = kubernetes
  const refusing: typeof listObjects = async (selection) =>
    selection.kind === 'Secret' ? Promise.reject(new LabError('list of Secret: forbidden')) : listObjects(selection)
  Object.assign(kubernetes, { listObjects: refusing })
  await engine.close()
  expect(removals(removed)).toEqual(['Job'])
  expect(said.at(-1)).toBe('list of Secret: forbidden')
})

test('an account of its name that the SDK did not make is refused, and stays as it is', async () => {
  const { engine, there, removed } = await connected({ objects: [theirs, theirAccount] })
  const { message, fix } = await rejection(run(engine, 'worker', ['ip']), LabError)
  expect(message).toContain(
    "the ServiceAccount underlay/agent is not the SDK's: it has no label app.kubernetes.io/managed-by=underlay",
  )
  expect(fix).toContain('kubectl label -n underlay serviceaccount agent app.kubernetes.io/managed-by=underlay')
  await engine.close()
  expect(there).toEqual([theirs, theirAccount])
  expect(removals(removed)).not.toContain('ServiceAccount')
})

test('an account that others have made meanwhile is not removed', async () => {
  const { engine, there, removed } = await connected({ objects: [theirs] })
  await run(engine, 'worker', ['ip'])
  const at = there.findIndex(({ kind }) => kind === 'ServiceAccount')
  there[at] = theirAccount
  await engine.close()
  expect(removals(removed)).toEqual(['Job'])
})

test('a namespace that goes away is waited for, and made anew', async () => {
  const going = { ...theirs, metadata: { ...theirs.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }
  const { engine, there, awaited } = await connected({ objects: [going] })
  await run(engine, 'worker', ['ip'])
  expect(awaited[0]).toBe('the namespace underlay of an earlier session to be gone')
  expect(there.map(({ kind }) => kind)).toEqual(['Namespace', 'Namespace', 'ServiceAccount', 'Job'])
})

test('a namespace that another session removes in this very moment is made anew', async () => {
  const { engine, kubernetes, jobs } = await connected()
  const { apply } = kubernetes
  const refusals = ['Job underlay/a: unable to create new content because it is being terminated']
  const racing: typeof apply = async (objects, how) => {
    const message = objects[0]?.kind === 'Job' ? refusals.pop() : undefined
    if (message !== undefined) throw new LabError(message)
    return apply(objects, how)
  }
  Object.assign(kubernetes, { apply: racing })
  expect(await run(engine, 'worker', ['ip'])).toBe('')
  expect(jobs()).toHaveLength(1)
})

test('what would change the cluster is refused, each with another way', async () => {
  const { engine, there } = await connected()
  const how = { timeoutMs: 1, verifyAddresses: false }
  const changes = [
    () => engine.attach({ name: 'a', topology: {} } as never, {}),
    () => engine.installCalico({}, how),
    () => engine.installFlannel({}, how),
    () => engine.removeControlPlaneTaint(),
    () => engine.destroy(),
  ]
  for (const change of changes) {
    const error = await rejection(change(), LabError)
    expect(error.message).toContain(`the cluster of ${kindContext} is not the SDK's to change: `)
    expect(error.fix).toMatch(/createKindCluster|kubectl taint|close the handle/)
  }
  expect(there).toEqual([])
})

test('the Job of an agent that does not start is removed at once', async () => {
  const { engine, kubernetes, removed, jobs } = await connected()
  Object.assign(kubernetes, { exec: async () => Promise.reject(new LabError('no exec')) })
  expect((await rejection(run(engine, 'worker', ['ip']), LabError)).message).toBe('no exec')
  expect(removed.map(({ metadata }) => metadata.name)).toEqual(jobs().map(({ metadata }) => metadata.name))
})

test('a workload is applied as it is; nothing is taken from others by force', async () => {
  const { engine, there, forced } = await connected()
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }
  expect(await engine.apply([object], { timeoutMs: 1000 })).toEqual([])
  expect(there).toEqual([live(object)])
  await run(engine, 'worker', ['ip'])
  expect(there.map(({ kind }) => kind)).toEqual(['ConfigMap', 'Namespace', 'ServiceAccount', 'Job'])
  expect(forced).toEqual([])
})

test('a user who may not list nodes is told so', async () => {
  const message = 'nodes is forbidden: User "jane" cannot list resource "nodes" in API group "" at the cluster scope'
  const { kubeconfig } = await fakeApi({
    'GET /api/v1/nodes': (response) => refuse(response, 403, 'Forbidden', message),
  })
  const error = await rejection(connectCluster({ kubeconfig }), LabError)
  expect(error.message).toContain(message)
  expect(error.fix).toContain('--verb=list --resource=nodes')
})

test('an API server out of reach is named, and so is a context that is not there', async () => {
  const { kubeconfig, port, stop } = await fakeApi()
  await stop()
  const error = await rejection(connectCluster({ kubeconfig, context: 'fake' }), LabError)
  expect(error.message).toContain(`the Kubernetes API at http://127.0.0.1:${port} did not answer: connect ECONNREFUSED`)
  expect(error.fix).toContain(`kubectl --kubeconfig ${kubeconfig} --context fake cluster-info`)
  expect((await rejection(connectCluster({ kubeconfig, context: 'fkae' }), UnknownNameError)).fix).toBe('use fake')
})
