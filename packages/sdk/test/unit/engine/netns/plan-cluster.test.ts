import { describeCluster } from '@underlay/configs'
import { expect, test } from 'vitest'
import { planCluster } from '../../../../src/engine/netns/plan-cluster.ts'
import { kindAddress } from '../../../../src/fabric/outside.ts'
import { cluster, devicesAfter, preset } from '../../reference-lab.ts'
import { recordedDevices } from '../../recording.ts'

const nothing = new Map()
const { first, rest } = planCluster(cluster, nothing)
const instructionsOf = (namespace: string) => rest.find((plan) => plan.namespace === namespace)?.instructions ?? []

const withoutIndex = (line: string): string => line.replace(/ index \d+/, '')

test('every node is a namespace with an eth0 that ends outside', () => {
  expect({ ...first, instructions: first.instructions.map(withoutIndex) }).toEqual({
    namespace: '',
    instructions: [
      ...['outside', 'control-plane', 'worker', 'worker2', 'worker3'].map((name) => `ip netns add ${name}`),
      ...['control-plane', 'worker', 'worker2', 'worker3'].map(
        (name, index) =>
          `ip link add kind${index} netns outside mtu 1500 type veth peer name eth0 netns ${name} mtu 1500`,
      ),
    ],
  })
})

test('a node has its address in the network of kind, as a real one has, and its default route', () => {
  const lines = instructionsOf('worker2')
  expect(lines).toContain('ip addr replace 172.18.0.4/16 dev eth0')
  expect(lines.at(-1)).toBe('ip route replace default via 172.18.0.1')
  const real = recordedDevices('control-plane.addr.json').find(({ ifname }) => ifname === 'eth0')
  const address = real?.addr_info.find(({ family }) => family === 'inet')
  expect([real?.mtu, address?.prefixlen]).toEqual([1500, 16])
  expect(address?.local.startsWith('172.18.')).toBe(true)
})

test("forwarding and reverse path filter are set on every router: a new namespace would take the machine's", () => {
  for (const namespace of ['outside', 'control-plane', 'worker', 'worker2', 'worker3']) {
    expect(instructionsOf(namespace)).toEqual(
      expect.arrayContaining([
        'sysctl net.ipv4.ip_forward 1',
        'sysctl net.ipv4.conf.all.rp_filter 0',
        'sysctl net.ipv4.conf.default.rp_filter 0',
      ]),
    )
  }
})

test("outside has both of Docker's networks, and the nodes are in the first", () => {
  const lines = instructionsOf('outside')
  expect(lines).toContain('ip addr replace 172.18.0.1/16 dev br-kind')
  expect(lines).toContain('ip addr replace 172.20.20.1/24 dev br-clab')
  expect(lines.filter((line) => line.endsWith('master br-kind up'))).toHaveLength(4)
})

test('a second run makes nothing', () => {
  const again = planCluster(cluster, devicesAfter([first, ...rest]))
  expect(again.first.instructions).toEqual([])
  expect(again.rest.flatMap(({ instructions }) => instructions).filter((line) => / add /.test(line))).toEqual([])
})

test('only what is missing is made', () => {
  const there = devicesAfter([{ ...first, instructions: first.instructions.filter((line) => !/worker3/.test(line)) }])
  expect(planCluster(cluster, there).first.instructions.map(withoutIndex)).toEqual([
    'ip netns add worker3',
    'ip link add kind3 netns outside mtu 1500 type veth peer name eth0 netns worker3 mtu 1500',
  ])
})

test('addresses go on past 256 nodes, no two alike', () => {
  const addresses = Array.from({ length: 600 }, (_, index) => kindAddress(index))
  expect(addresses.slice(0, 2)).toEqual(['172.18.0.2', '172.18.0.3'])
  expect(addresses.slice(253, 255)).toEqual(['172.18.0.255', '172.18.1.0'])
  expect(new Set(addresses).size).toBe(600)
})

test("a dual-stack node has an address of each family in kind's network, a route by it, and no address waits", () => {
  const { podSubnet: _, ...networking } = preset.kind.networking ?? {}
  const dual = describeCluster({ ...preset.kind, networking: { ...networking, ipFamily: 'dual' } })
  const plans = planCluster(dual, nothing).rest
  const lines = plans.find(({ namespace }) => namespace === 'worker2')?.instructions ?? []
  expect(lines).toContain('ip addr replace fc00:f853:ccd:e793::4/64 dev eth0 nodad')
  expect(lines.at(-1)).toBe('ip route replace default via fc00:f853:ccd:e793::1 dev eth0')
  expect(lines).toContain('sysctl net.ipv6.conf.all.forwarding 1')
  expect(lines.indexOf('sysctl net.ipv6.conf.eth0.accept_dad 0')).toBeLessThan(lines.indexOf('ip link set eth0 up'))
  const beyond = plans.find(({ namespace }) => namespace === 'outside')?.instructions ?? []
  expect(beyond).toContain('ip addr replace fc00:f853:ccd:e793::1/64 dev br-kind nodad')
  expect(beyond).toContain('ip addr replace 3fff:172:20:20::1/64 dev br-clab nodad')
})

test('a cluster of IPv4 asks nothing of IPv6: the kernel may have none', () => {
  expect([first, ...rest].flatMap(({ instructions }) => instructions).filter((line) => /ipv6|::/.test(line))).toEqual(
    [],
  )
})

test('a cluster of one node', () => {
  const nodes = (preset.kind.nodes ?? []).slice(0, 1)
  const single = planCluster(describeCluster({ ...preset.kind, nodes }), nothing)
  expect(single.rest.map(({ namespace }) => namespace)).toEqual(['outside', 'control-plane'])
})
