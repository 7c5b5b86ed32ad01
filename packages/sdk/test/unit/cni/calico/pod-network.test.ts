import { vethName } from '@underlay/configs'
import { expect, test } from 'vitest'
import { podNetwork } from '../../../../src/cni/pod-network.ts'
import type { CalicoRecord } from '../../../../src/cni/record.ts'
import type { WiredPod } from '../../../../src/lab/state.ts'
import type { Cable } from '../../../../src/plan/observe.ts'
import { podNamespace } from '../../../../src/workload/pod-names.ts'
import { parseRoutes } from '../../../../src/routes/routes.ts'
import { calicoRecord, recordedPod } from '../../reference-lab.ts'
import { recordedDevices, recording } from '../../recording.ts'

const network = podNetwork(calicoRecord())
const planPodsOnNode = (pods: readonly WiredPod[]): readonly string[] => network.planNode('control-plane', pods)
const podCable = (pod: WiredPod, record: CalicoRecord): Cable => podNetwork(record).cable(pod)

const realNode = recordedDevices('control-plane.addr.json')
const realPod = recordedDevices('pod.addr.json')

test("the node's end has the name and the MAC address of a real one, and no IPv4 address", () => {
  const real = realNode.find(({ ifname }) => ifname === recordedPod.hostInterface)
  expect(vethName(recordedPod.namespace, recordedPod.name)).toBe(real?.ifname)
  const lines = planPodsOnNode([recordedPod])
  expect(lines).toContain(`ip link set ${real?.ifname} address ${real?.address} up`)
  expect(real?.addr_info.filter(({ family }) => family === 'inet')).toEqual([])
  expect(lines.filter((line) => line.startsWith('ip addr'))).toEqual([])
})

test('both ends have the MTU of the tunnel, as on a real node', () => {
  const vxlan = calicoRecord({ ipip: 'Never', vxlan: 'CrossSubnet' })
  const ends = [
    realNode.find(({ ifname }) => ifname === recordedPod.hostInterface)?.mtu,
    realPod.find(({ ifname }) => ifname === 'eth0')?.mtu,
    realNode.find(({ ifname }) => ifname === 'vxlan.calico')?.mtu,
  ]
  expect(ends).toEqual(ends.map(() => podCable(recordedPod, vxlan).mtuBytes))
  expect(podCable(recordedPod, calicoRecord()).mtuBytes).toBe(1480)
  expect(podCable(recordedPod, calicoRecord({ ipip: 'Never' })).mtuBytes).toBe(1500)
})

test('the route to the pod is the one of a real node: /32, scope link, metric 1024', () => {
  const line = planPodsOnNode([recordedPod]).find((each) => each.startsWith('ip route'))
  const real = parseRoutes(recording('control-plane.route.json')).find(
    ({ destination }) => destination === recordedPod.ip,
  )
  expect(real).toMatchObject({ device: recordedPod.hostInterface, metric: 1024, protocol: undefined })
  // `ip -j` writes no protocol where it is boot, and no prefix length where it is 32.
  expect(line).toBe(
    `ip route replace ${recordedPod.ip}/32 dev ${real?.device} scope link metric ${real?.metric} proto boot`,
  )
})

test("the node answers ARP for the pod's gateway at once", () => {
  const lines = planPodsOnNode([recordedPod])
  expect(lines.filter((line) => line.startsWith('sysctl'))).toEqual([
    'sysctl net.ipv4.conf.cali0aaab42b9f5.proxy_arp 1',
    'sysctl net.ipv4.neigh.cali0aaab42b9f5.proxy_delay 0',
    'sysctl net.ipv4.conf.cali0aaab42b9f5.forwarding 1',
    'sysctl net.ipv4.conf.cali0aaab42b9f5.route_localnet 1',
  ])
})

test("the pod's own routes and address are those of a real pod", () => {
  const lines = network.planPod(recordedPod).instructions
  const address = realPod.find(({ ifname }) => ifname === 'eth0')?.addr_info.find(({ family }) => family === 'inet')
  expect(lines).toContain(`ip addr replace ${address?.local}/${address?.prefixlen} dev eth0`)
  const planned = lines.flatMap((line) => /^ip route replace (.*)$/.exec(line)?.[1] ?? [])
  const real = recording('pod.route.txt')
    .trim()
    .split('\n')
    .map((line) => line.trim())
  expect(planned.sort()).toEqual(real.sort())
})

test('the gateway is reached before the default route names it', () => {
  const lines = network.planPod(recordedPod).instructions
  const nth = (start: string): number => lines.findIndex((line) => line.startsWith(start))
  expect(nth('ip link set eth0 up')).toBeLessThan(nth('ip route replace 169.254.1.1'))
  expect(nth('ip route replace 169.254.1.1')).toBeLessThan(nth('ip route replace default'))
})

test('several pods of a node are one batch: no ip line stands before a sysctl', () => {
  const lines = planPodsOnNode([
    recordedPod,
    { ...recordedPod, ip: '10.98.81.5', ips: ['10.98.81.5'], hostInterface: 'cali2' },
  ])
  expect(lines).toHaveLength(12)
  expect(lines.findLastIndex((line) => line.startsWith('sysctl'))).toBe(7)
  expect(lines.at(-1)).toBe('ip route replace 10.98.81.5/32 dev cali2 scope link metric 1024 proto boot')
})

test('a cable goes from the node to the pod', () => {
  expect(podCable(recordedPod, calicoRecord()).ends).toEqual([
    { namespace: 'control-plane', device: 'cali0aaab42b9f5' },
    { namespace: 'pod-app-2g24f', device: 'eth0' },
  ])
})

test('pods of one name in two namespaces are two', () => {
  const names = ['default', 'other'].map((namespace) => podNamespace({ ...recordedPod, namespace }))
  expect(names).toEqual(['pod-app-2g24f', 'pod-other.app-2g24f'])
})
