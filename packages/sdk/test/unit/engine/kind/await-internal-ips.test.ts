import { expect, test } from 'vitest'
import { awaitInternalIps } from '../../../../src/engine/kind/await-internal-ips.ts'
import { modelOf } from '../../../../src/engine/kind/model.ts'
import { CommandError, LabTimeoutError } from '../../../../src/errors.ts'
import { cluster } from '../../reference-lab.ts'
import { rejection } from '../../refusal.ts'
import { fakeDocker } from './fake-docker.ts'
import { fakeKubernetes, node } from './fake-kubernetes.ts'
import { containers, kindLab, lab } from './kind-lab.ts'

const model = modelOf(kindLab(), containers, {})
const ready = cluster.nodes.map(({ name, nodeIp }) => node(name, nodeIp))
const withoutWorkers = ready.map((one, index) => (index < 2 ? one : node(one.metadata.name, undefined)))

test('where every node has its node-ip nothing is restarted', async () => {
  const { calls } = fakeDocker()
  await awaitInternalIps(fakeKubernetes({ nodes: [ready] }).kubernetes, model)
  expect(calls()).toEqual([])
})

test('only kubelets that are late are restarted, and their addresses awaited', async () => {
  const { calls } = fakeDocker()
  const { kubernetes, done } = fakeKubernetes({ nodes: [withoutWorkers, withoutWorkers, ready] })
  await awaitInternalIps(kubernetes, model)
  expect(calls().toSorted()).toEqual([
    `exec ${lab}-worker2 systemctl restart kubelet`,
    `exec ${lab}-worker3 systemctl restart kubelet`,
  ])
  expect(done).toEqual(['await every node to have its node-ip as InternalIP (60000 ms)'])
})

test('another address than the declared one is none', async () => {
  fakeDocker()
  const wrong = ready.map((one, index) => (index === 0 ? node(one.metadata.name, '172.18.0.2') : one))
  const error = await rejection(awaitInternalIps(fakeKubernetes({ nodes: [wrong] }).kubernetes, model), LabTimeoutError)
  expect(error.lastSeen).toBe(`none on ${lab}-control-plane`)
})

test('a node that has not registered is late, one that declares no node-ip never', async () => {
  const { calls } = fakeDocker()
  const nodes = model.cluster.nodes.map((one, index) => (index === 0 ? { ...one, nodeIps: [] } : one))
  const free = { ...model, cluster: { ...model.cluster, nodes } }
  await awaitInternalIps(fakeKubernetes({ nodes: [ready.slice(1, 3), ready.slice(1)] }).kubernetes, free)
  expect(calls()).toEqual([`exec ${lab}-worker3 systemctl restart kubelet`])
})

test('a kubelet that cannot be restarted is told with its node', async () => {
  fakeDocker({ exec: 'echo "System has not been booted with systemd" >&2; exit 1' })
  const { kubernetes } = fakeKubernetes({ nodes: [withoutWorkers] })
  const { message } = await rejection(awaitInternalIps(kubernetes, model), CommandError)
  expect(message).toMatch(/exec \S+-worker\d systemctl restart kubelet: exit code 1: System has not been booted/)
})
