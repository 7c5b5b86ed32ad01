import { expect, test } from 'vitest'
import { planFlannelNode } from '../../../../src/cni/flannel/plan-node.ts'
import type { FlannelRecord } from '../../../../src/cni/record.ts'
import { flannelRecord } from '../../reference-lab.ts'

const none = new Set(['lo', 'eth0', 'net0'])
const plan = (flannel: FlannelRecord, node: string, last?: FlannelRecord, devices: ReadonlySet<string> = none) =>
  planFlannelNode(flannel, node, { devices, ...(last && { flannel: last }) }).instructions
const routesOf = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith('ip route'))

test('vxlan: a device of VNI 1 and port 8472, with the first address of the pod network, and no learning', () => {
  const [add, up, address] = plan(flannelRecord(), 'worker')
  expect(add).toMatch(
    /^ip link add flannel\.1 address [0-9a-f][26ae](:[0-9a-f]{2}){5} type vxlan id 1 dstport 8472 local 10\.1\.5\.11 dev net0 nolearning$/,
  )
  expect(up).toBe('ip link set flannel.1 mtu 1450 up')
  expect(address).toBe('ip addr replace 10.98.1.0/32 dev flannel.1')
})

test('vxlan: for each peer a neighbour, a forwarding entry and a route, all of one MAC', () => {
  const lines = plan(flannelRecord(), 'worker')
  const mac = /link add flannel\.1 address (\S+)/.exec(plan(flannelRecord(), 'worker3').join('\n'))?.[1]
  expect(lines).toContain(`ip neigh replace 10.98.3.0 lladdr ${mac} dev flannel.1 nud permanent`)
  expect(lines).toContain(`bridge fdb replace ${mac} dev flannel.1 dst 10.1.8.11 self permanent`)
  expect(routesOf(lines)).toEqual([
    'ip route replace 10.98.0.0/24 via 10.98.0.0 dev flannel.1 onlink',
    'ip route replace 10.98.2.0/24 via 10.98.2.0 dev flannel.1 onlink',
    'ip route replace 10.98.3.0/24 via 10.98.3.0 dev flannel.1 onlink',
  ])
})

test('of a peer that is gone the route, the neighbour and the forwarding entry go', () => {
  const { worker3: _, ...nodes } = flannelRecord().nodes
  const there = new Set([...none, 'flannel.1'])
  const lines = plan({ ...flannelRecord(), nodes }, 'worker', flannelRecord(), there)
  expect(lines).toContain('ip route flush exact 10.98.3.0/24')
  const deleted = lines.filter((line) => line.includes(' del '))
  expect(deleted).toEqual([
    expect.stringMatching(/^ip neigh del 10\.98\.3\.0 lladdr \S+ dev flannel\.1 nud permanent$/),
    expect.stringMatching(/^bridge fdb del \S+ dev flannel\.1 dst 10\.1\.8\.11 self permanent$/),
  ])
  for (const line of deleted) expect(lines.at(lines.indexOf(line) - 1)).toBe(line.replace(' del ', ' replace '))
  expect(routesOf(lines)).not.toContain('ip route replace 10.98.3.0/24 via 10.98.3.0 dev flannel.1 onlink')
})

test('directRouting: whom a connected network holds is reached directly, and has no entries', () => {
  const lines = plan(flannelRecord({ directRouting: true }), 'worker')
  expect(routesOf(lines)[0]).toBe('ip route replace 10.98.0.0/24 via 10.1.5.10 dev net0')
  expect(lines.filter((line) => line.startsWith('ip neigh')).length).toBe(2)
  expect(lines.filter((line) => line.startsWith('bridge fdb')).length).toBe(2)
})

test("it is every connected network that counts, not the mask of flannel's own address as with Calico", () => {
  const record = flannelRecord({ directRouting: true })
  const { worker, ...others } = record.nodes
  if (worker === undefined) throw new Error('the lab has a worker')
  const connected = [...worker.connected, { interface: 'eth9', address: '10.1.8.99/24' }]
  const lines = plan({ ...record, nodes: { ...others, worker: { ...worker, connected } } }, 'worker')
  expect(routesOf(lines)).toContain('ip route replace 10.98.2.0/24 via 10.1.8.10 dev eth9')
})

test('host-gw: no device; a peer behind a gateway gets no route, as the kernel refuses it', () => {
  expect(routesOf(plan(flannelRecord({ backend: 'host-gw' }), 'worker'))).toEqual([
    'ip route replace 10.98.0.0/24 via 10.1.5.10 dev net0',
    'ip route flush exact 10.98.2.0/24',
    'ip route flush exact 10.98.3.0/24',
  ])
})

test('ipip: the next hop is the peer itself, whatever the device', () => {
  const lines = plan(flannelRecord({ backend: 'ipip', directRouting: true }), 'worker')
  expect(lines.slice(0, 2)).toEqual([
    'ip link add flannel.ipip type ipip local 10.1.5.11',
    'ip link set flannel.ipip mtu 1480 up',
  ])
  expect(routesOf(lines)).toEqual([
    'ip route replace 10.98.0.0/24 via 10.1.5.10 dev net0 onlink',
    'ip route replace 10.98.2.0/24 via 10.1.8.10 dev flannel.ipip onlink',
    'ip route replace 10.98.3.0/24 via 10.1.8.11 dev flannel.ipip onlink',
  ])
})

test('what is there is kept; of another backend or rule the device goes, and all that it had', () => {
  const there = new Set([...none, 'flannel.1'])
  const links = (record: FlannelRecord): string[] =>
    plan(record, 'worker', flannelRecord(), there).filter((line) => /link (add|del)/.test(line))
  expect(links(flannelRecord())).toEqual([])
  expect(links(flannelRecord({ backend: 'host-gw' }))).toEqual(['ip link del flannel.1'])
  expect(links(flannelRecord({ directRouting: true }))).toEqual([
    'ip link del flannel.1',
    expect.stringMatching(/^ip link add flannel.1 /),
  ])
})

test('what leaves the pods is masqueraded, unless kube-proxy does', () => {
  const rules = plan(flannelRecord(), 'worker').filter((line) => line.startsWith('nft '))
  expect(rules.map((line) => line.slice(4).trim()).slice(4, -2)).toEqual([
    'type nat hook postrouting priority srcnat; policy accept;',
    'meta mark & 0x4000 == 0x4000 return',
    'ip saddr 10.98.1.0/24 ip daddr 10.98.0.0/16 return',
    'ip saddr 10.98.0.0/16 ip daddr 10.98.1.0/24 return',
    'ip saddr != 10.98.0.0/16 ip daddr 10.98.1.0/24 return',
    'ip saddr 10.98.0.0/16 ip daddr != 224.0.0.0/4 masquerade fully-random',
    'ip saddr != 10.98.0.0/16 ip daddr 10.98.0.0/16 masquerade fully-random',
  ])
})
