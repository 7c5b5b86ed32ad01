import { expect, test } from 'vitest'
import { podNetwork } from '../../../../src/cni/pod-network.ts'
import { LabStateError } from '../../../../src/errors.ts'
import { flannelRecord, recordedPod } from '../../reference-lab.ts'
import { refusal } from '../../refusal.ts'

const network = podNetwork(flannelRecord())
const id = { namespace: 'default', name: 'app-worker' }
const pod = {
  ...recordedPod,
  ...id,
  node: 'worker',
  ip: '10.98.1.2',
  ips: ['10.98.1.2'],
  hostInterface: network.hostInterface(id),
}

test('addresses begin behind the bridge, and end before the broadcast', () => {
  expect(network.allocate('worker', { taken: new Set(), released: [] })).toEqual(['10.98.1.2'])
  expect(network.allocate('worker', { taken: new Set(['10.98.1.2', '10.98.1.4']), released: [] })).toEqual([
    '10.98.1.3',
  ])
  const all = new Set(Array.from({ length: 253 }, (_, index) => `10.98.1.${index + 2}`))
  const { message } = refusal(() => network.allocate('worker', { taken: all, released: [] }), LabStateError)
  expect(message).toContain('10.98.1.0/24 of worker has no address left')
})

test("the node's end is a port of the bridge, which answers as the pods' gateway, and lets a pod reach itself", () => {
  expect(pod.hostInterface).toMatch(/^veth[0-9a-f]{8}$/)
  expect(network.cable(pod)).toMatchObject({
    mtuBytes: 1450,
    ends: [{ device: pod.hostInterface }, { device: 'eth0' }],
  })
  expect(network.planNode('worker', [pod])).toEqual([
    'again link add cni0 address 92:b4:f3:c8:ca:4e mtu 1450 type bridge',
    'ip link set cni0 mtu 1450 up',
    'ip addr replace 10.98.1.1/24 brd + dev cni0',
    `ip link set ${pod.hostInterface} master cni0 up`,
    `ip link set ${pod.hostInterface} type bridge_slave hairpin on`,
  ])
  expect(network.planNode('worker', [])).toEqual([])
})

test('the pod is in the network of its node, and all else is behind the bridge', () => {
  const { namespace, instructions } = network.planPod(pod)
  expect(namespace).toBe('pod-app-worker')
  expect(instructions.slice(1)).toEqual([
    'ip addr replace 10.98.1.2/24 brd + dev eth0',
    'ip link set eth0 up',
    'ip route replace 10.98.0.0/16 via 10.98.1.1 dev eth0',
    'ip route replace default via 10.98.1.1 dev eth0',
  ])
})
