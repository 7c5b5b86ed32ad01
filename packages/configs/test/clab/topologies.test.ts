import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { FabricModel } from '../../src/index.ts'
import { describeCluster, describeFabric, parseClabTopology } from '../../src/index.ts'
import { refusal } from '../refusal.ts'

const folder = new URL('../fixtures/topologies/', import.meta.url)
const cluster = describeCluster({
  kind: 'Cluster',
  apiVersion: 'kind.x-k8s.io/v1alpha4',
  name: 'topo',
  nodes: [{ role: 'control-plane' }, { role: 'worker' }],
})
const boot = (name: string, address: string): string =>
  `interfaces {\n  ethernet eth1 {\n    address ${address}\n  }\n}\nsystem {\n  host-name ${name}\n}\n`
const frr = (name: string, ...addresses: readonly string[]): string =>
  [
    `hostname ${name}`,
    ...addresses.map((cidr, index) => `interface eth${index + 1}\n ip address ${cidr}\nexit`),
    '',
  ].join('\n')
const files = {
  'configs/r1.boot': boot('r1', '10.92.0.1/30'),
  'configs/r2.boot': boot('r2', '10.92.0.2/30'),
  'frr/spine/frr.conf': frr('spine', '10.93.1.0/31', '10.93.2.0/31'),
  'frr/leaf1/frr.conf': frr('leaf1', '10.93.1.1/31'),
  'frr/leaf2/frr.conf': frr('leaf2', '10.93.2.1/31'),
}

function read(name: string): FabricModel {
  const file = `${name}.clab.yml`
  const context = { cluster, files }
  return describeFabric(parseClabTopology(readFileSync(new URL(file, folder), 'utf8'), { file, context }), context)
}

/** What a fabric is made of, in words. */
function summary(fabric: FabricModel): string[] {
  return [
    ...fabric.gateways.map(({ name, kind }) => `${kind} ${name}`),
    ...fabric.hosts.map(({ name, shares }) => `host ${name}${shares === undefined ? '' : ` in ${shares}`}`),
    ...fabric.servers.map(({ name, node }) => `server ${name} in ${node}`),
    ...fabric.bridges.map((name) => `bridge ${name}`),
    ...fabric.nodeBridges.map(({ device, node }) => `bridge ${device} in ${node}`),
    ...fabric.links.map(
      ({ type, endpoints }) => `${type} ${endpoints.map((end) => `${end.node}:${end.interface}`).join(' ')}`,
    ),
    ...fabric.devices.map(({ type, endpoint }) => `${type} ${endpoint.node}:${endpoint.interface}`),
  ]
}
test('chain is realised', () => {
  expect(summary(read('chain'))).toMatchInlineSnapshot(`
    [
      "linux gw-a",
      "linux gw-b",
      "server server-a in topo-control-plane",
      "server server-b in topo-worker",
      "bridge br-a",
      "bridge br-b",
      "veth br-a:a0 server-a:net0",
      "veth br-a:a1 gw-a:eth1",
      "veth gw-a:eth2 gw-b:eth2",
      "veth br-b:b0 server-b:net0",
      "veth br-b:b1 gw-b:eth1",
    ]
  `)
})

test('two-gateways is realised', () => {
  expect(summary(read('two-gateways'))).toMatchInlineSnapshot(`
    [
      "linux gw0",
      "linux gw1",
      "server server-a in topo-control-plane",
      "server server-b in topo-worker",
      "bridge br-a",
      "bridge br-b",
      "veth br-a:a0 server-a:net0",
      "veth br-a:a1 gw0:eth1",
      "veth br-a:a2 gw1:eth1",
      "veth br-b:b0 server-b:net0",
      "veth br-b:b1 gw0:eth2",
      "veth br-b:b2 gw1:eth2",
    ]
  `)
})

test('no-gateway is realised', () => {
  expect(summary(read('no-gateway'))).toMatchInlineSnapshot(`
    [
      "server topo-control-plane in topo-control-plane",
      "server topo-worker in topo-worker",
      "bridge br0",
      "bridge br1",
      "veth br0:p0 topo-control-plane:eth1",
      "veth br1:p1 topo-worker:eth1",
      "veth br0:x0 br1:x1",
      "veth topo-control-plane:eth2 topo-worker:eth2",
    ]
  `)
})

test('dual-stack-hosts is realised', () => {
  expect(summary(read('dual-stack-hosts'))).toMatchInlineSnapshot(`
    [
      "linux r1",
      "host h1",
      "host h2",
      "veth r1:eth1 h1:eth1",
      "veth r1:eth2 h2:eth1",
    ]
  `)
})

test('mgmt-and-host is realised', () => {
  expect(summary(read('mgmt-and-host'))).toMatchInlineSnapshot(`
    [
      "linux n1",
      "host n2",
      "host quiet",
      "host n1:eth1 outside:n1-host",
      "mgmt-net n1:eth2 outside:n1-mgmt",
      "macvlan n1:eth3",
      "macvlan n2:eth1",
    ]
  `)
})

test('node-bridge is realised', () => {
  expect(summary(read('node-bridge'))).toMatchInlineSnapshot(`
    [
      "host switch",
      "host c1",
      "host c2",
      "host c2-tools in c2",
      "bridge br01 in switch",
      "veth c1:eth1 br01|switch:c1eth1",
      "veth c2:eth1 br01|switch:c2eth1",
    ]
  `)
})

test('stages is realised', () => {
  expect(summary(read('stages'))).toMatchInlineSnapshot(`
    [
      "host server",
      "host client",
      "veth server:eth1 client:eth1",
    ]
  `)
})

test('vlans-and-impairments is realised', () => {
  expect(summary(read('vlans-and-impairments'))).toMatchInlineSnapshot(`
    [
      "linux router",
      "host red",
      "host blue",
      "host stray",
      "host tagger",
      "host far",
      "host near",
      "host lossy",
      "host drops",
      "bridge sw",
      "bridge sw2",
      "veth router:eth1 sw:to-router",
      "veth sw:to-sw2 sw2:to-sw",
      "veth red:eth1 sw:to-red",
      "veth blue:eth1 sw2:to-blue",
      "veth stray:eth1 sw2:to-stray",
      "veth tagger:eth1 sw2:to-tagger",
      "veth near:eth1 far:eth1",
      "veth lossy:eth1 drops:eth1",
      "dummy router:dummy0",
    ]
  `)
})

test('containers is realised', () => {
  expect(summary(read('containers'))).toMatchInlineSnapshot(`
    [
      "host web",
      "host bare",
      "veth web:eth1 bare:eth1",
    ]
  `)
})

test('vyos-routers is realised', () => {
  expect(summary(read('vyos-routers'))).toMatchInlineSnapshot(`
    [
      "vyos r1",
      "vyos r2",
      "veth r1:eth1 r2:eth1",
    ]
  `)
})

test('frr-leaf-spine is realised', () => {
  expect(summary(read('frr-leaf-spine'))).toMatchInlineSnapshot(`
    [
      "frr spine",
      "frr leaf1",
      "frr leaf2",
      "veth spine:eth1 leaf1:eth1",
      "veth spine:eth2 leaf2:eth1",
    ]
  `)
})

test('srl-and-ceos is refused with its lines', () => {
  expect(refusal(() => read('srl-and-ceos'))).toMatchInlineSnapshot(`
    [
      "srl-and-ceos.clab.yml:8:7 topology.kinds.nokia_srlinux.startup-config is not realised by the built-in wiring; bind a config.boot, or use exec",
      "srl-and-ceos.clab.yml:11:13 topology.nodes.srl.kind 'nokia_srlinux' is not realised by the built-in wiring, which knows linux, bridge, ext-container, k8s-kind, vyosnetworks_vyos",
      "srl-and-ceos.clab.yml:13:13 topology.nodes.ceos.kind 'arista_ceos' is not realised by the built-in wiring, which knows linux, bridge, ext-container, k8s-kind, vyosnetworks_vyos",
      "srl-and-ceos.clab.yml:17:21 topology.nodes.client.network-mode 'host' is not realised by the built-in wiring; use container:<node of the kind config>",
      "srl-and-ceos.clab.yml:18:7 topology.nodes.client.env-files are not realised by the built-in wiring; use env",
    ]
  `)
})

test('other-machines is refused with its lines', () => {
  expect(refusal(() => read('other-machines'))).toMatchInlineSnapshot(`
    [
      "other-machines.clab.yml:5:5 topology.nodes.a is a gateway without any address; add exec: ip addr add <address>/<prefix> dev <interface>",
      "other-machines.clab.yml:6:16 topology.nodes.sw.kind 'ovs-bridge' is not realised by the built-in wiring, which knows linux, bridge, ext-container, k8s-kind, vyosnetworks_vyos",
      "other-machines.clab.yml:8:13 topology.links[0].type 'vxlan' is not realised by the built-in wiring: its other end is another machine's; use type: veth",
      "other-machines.clab.yml:13:13 topology.links[1].type 'vxlan-stitch' is not realised by the built-in wiring: its other end is another machine's; use type: veth",
      "other-machines.clab.yml:22:13 topology.links[3].type must be one of veth, veth-stitch, host, mgmt-net, macvlan, dummy, vxlan, vxlan-stitch, is 'wormhole'",
    ]
  `)
})

test('circle is refused with its lines', () => {
  expect(refusal(() => read('circle'))).toMatchInlineSnapshot(`
    [
      "circle.clab.yml:10:15 topology.nodes.a.stages.create.wait-for[0] a waits for create-links of b, which waits for a in the end; remove one of these",
      "circle.clab.yml:17:15 topology.nodes.b.stages.create.wait-for[0] b waits for configure of c, which waits for b in the end; remove one of these",
      "circle.clab.yml:24:15 topology.nodes.c.stages.configure.wait-for[0] c waits for create of a, which waits for c in the end; remove one of these",
      "circle.clab.yml:31:21 topology.nodes.d.stages.create.wait-for[0].node 'e' is no node of this topology; known: a, b, c, d",
      "circle.clab.yml:34:22 topology.nodes.d.stages.create.wait-for[1].stage never comes: a namespace does not exit",
      "circle.clab.yml:36:22 topology.nodes.d.stages.create.wait-for[2].stage never comes: a has no healthcheck",
      "circle.clab.yml:38:24 topology.nodes.d.stages.create.exec[0].command runs before the node is there; use phase: on-exit, or target: host",
      "circle.clab.yml:42:17 topology.nodes.d.stages.healthy.exec.on-exit[0] never runs: d has no healthcheck; give it one, or use phase: on-enter",
      "circle.clab.yml:43:17 topology.nodes.d.stages.healthy.exec.on-exit[1] uses |, but containerlab runs no shell; write several lines, or sh -c '…'",
      "circle.clab.yml:44:9 topology.nodes.d.stages.exit never comes: a namespace does not exit",
    ]
  `)
})

test('management-mistakes is refused with its lines', () => {
  expect(refusal(() => read('management-mistakes'))).toMatchInlineSnapshot(`
    [
      "management-mistakes.clab.yml:3:11 mgmt.bridge interface name 'a-name-that-is-too-long' has 23 characters; Linux allows 15",
      "management-mistakes.clab.yml:5:12 mgmt.ipv4-gw '172.31.0.1' is no address of 172.30.0.0/24",
      "management-mistakes.clab.yml:6:15 mgmt.ipv4-range '172.30.1.0/25' is no network inside 172.30.0.0/24",
      "management-mistakes.clab.yml:7:3 mgmt.ipv6_subnet is an old name; write ipv6-subnet",
      "management-mistakes.clab.yml:14:11 topology.nodes.a.exec[0] 172.30.0.6/32 overlaps the management network 172.30.0.0/24; choose another",
      "management-mistakes.clab.yml:17:18 topology.nodes.b.mgmt-ipv4 172.30.0.5 is already the address of a",
      "management-mistakes.clab.yml:18:18 topology.nodes.b.mgmt-ipv6 needs an IPv6 management network; give the topology mgmt.ipv6-subnet",
      "management-mistakes.clab.yml:21:18 topology.nodes.c.mgmt-ipv4 '10.0.0.1' is no address of the management network 172.30.0.0/24",
      "management-mistakes.clab.yml:22:7 topology.nodes.c.mgmt_ipv4 is an old name; write mgmt-ipv4",
    ]
  `)
})

test('link-mistakes is refused with its lines', () => {
  expect(refusal(() => read('link-mistakes'))).toMatchInlineSnapshot(`
    [
      "link-mistakes.clab.yml:5:5 topology.nodes.in|a 'in|a' is a bridge in the network of a; give it network-mode: container:a",
      "link-mistakes.clab.yml:6:5 topology.nodes.in|z 'z' is no node of this topology; known: br, in|a, in|z, a|b, a, b, side",
      "link-mistakes.clab.yml:7:5 topology.nodes.a|b 'a|b' is not a node name; only bridges are written <bridge>|<node>",
      "link-mistakes.clab.yml:9:5 topology.nodes.b is a gateway without any address; add exec: ip addr add <address>/<prefix> dev <interface>",
      "link-mistakes.clab.yml:15:29 topology.links[0].ipv4[1] br:p1 is a bridge's port, which has no address; give it to a node",
      "link-mistakes.clab.yml:16:14 topology.links[0].ipv6[0] '10.0.0.1/24' is not an IPv6 CIDR such as fd00:5::10/64",
      "link-mistakes.clab.yml:16:14 topology.links[0].ipv6[0] 10.0.0.1 is already the address of a:eth1; give each interface its own",
      "link-mistakes.clab.yml:17:29 topology.links[1].endpoints[1] 'clab0' is a device of the lab's own outside; choose another name",
      "link-mistakes.clab.yml:19:40 topology.links[2].vars.underlay.vlan.access must be an integer from 1 to 4094, is 5000",
      "link-mistakes.clab.yml:21:25 topology.links[3].vars.underlay.vlan access needs a bridge at one end, whose port has the VLAN",
      "link-mistakes.clab.yml:23:43 topology.links[4].vars.underlay.vlan.trunk[1] 5 stands twice; remove one",
      "link-mistakes.clab.yml:23:55 topology.links[4].vars.underlay.vlan.native 5 is in the trunk with a tag already",
      "link-mistakes.clab.yml:23:82 topology.links[4].vars.underlay.impairment.jitterMs needs delayMs: jitter is what a delay varies by",
      "link-mistakes.clab.yml:24:19 topology.links[5].endpoints[0] interface name 'longest-eth-4.100' has 17 characters; Linux allows 15",
      "link-mistakes.clab.yml:25:47 topology.links[5].vars.underlay.speed is not a known key; known: vlan, impairment",
      "link-mistakes.clab.yml:28:7 topology.links[6].host-interface is not a known key; known: type, endpoint, mtu, labels, vars",
      "link-mistakes.clab.yml:29:7 topology.links[7].host-interface is required",
      "link-mistakes.clab.yml:34:13 topology.links[8].mode must be one of private, vepa, bridge, passthru, source, is 'bridged'",
    ]
  `)
})

test('what a container has and no packet sees is noted, every key of it', () => {
  const lines = read('containers').notes.map(({ line, path, message }) => `${line} ${path} ${message}`)
  expect(lines).toMatchInlineSnapshot(`
    [
      "3 prefix is ignored: namespaces are named after the lab",
      "10 topology.defaults.image is ignored: the built-in wiring runs no images",
      "11 topology.defaults.image-pull-policy is ignored: the built-in wiring runs no containers",
      "12 topology.defaults.restart-policy is ignored: the built-in wiring runs no containers",
      "15 topology.defaults.dns is ignored: the built-in wiring runs no resolver",
      "19 topology.nodes.web.cmd is ignored: the built-in wiring starts no init",
      "20 topology.nodes.web.user is ignored: the built-in wiring runs no containers",
      "21 topology.nodes.web.hostname is ignored: the built-in wiring runs no containers",
      "22 topology.nodes.web.privileged is ignored: the built-in wiring runs no containers",
      "23 topology.nodes.web.volumes is ignored: the built-in wiring runs no containers",
      "25 topology.nodes.web.pid-mode is ignored: the built-in wiring runs no containers",
      "26 topology.nodes.web.cgroupns-mode is ignored: the built-in wiring runs no containers",
      "27 topology.nodes.web.cgroup-parent is ignored: the built-in wiring runs no containers",
      "28 topology.nodes.web.security-opts is ignored: the built-in wiring runs no containers",
      "29 topology.nodes.web.link-apply-mode is ignored: the built-in wiring runs no containers",
      "30 topology.nodes.web.cap-add is ignored: the built-in wiring runs no containers",
      "31 topology.nodes.web.devices is ignored: the built-in wiring runs no containers",
      "32 topology.nodes.web.tmpfs is ignored: the built-in wiring runs no containers",
      "34 topology.nodes.web.shm-size is ignored: the built-in wiring runs no containers",
      "35 topology.nodes.web.memory is ignored: the built-in wiring runs no containers",
      "36 topology.nodes.web.cpu is ignored: the built-in wiring runs no containers",
      "37 topology.nodes.web.cpu-set is ignored: the built-in wiring runs no containers",
      "38 topology.nodes.web.ports is ignored: the built-in wiring publishes no ports",
      "39 topology.nodes.web.aliases is ignored: the built-in wiring runs no resolver",
      "40 topology.nodes.web.labels is ignored: namespaces have no labels",
      "44 topology.nodes.web.credentials is ignored: the built-in wiring runs no containers",
      "46 topology.nodes.web.certificate is ignored: the built-in wiring runs no containers",
      "48 topology.nodes.web.startup-delay is ignored: namespaces start at once; stages have an order",
      "49 topology.nodes.web.auto-remove is ignored: the built-in wiring runs no containers",
      "43 topology.nodes.web.binds[0] is ignored: the built-in wiring mounts nothing",
    ]
  `)
})

test('links have what they declare', () => {
  const { links } = read('vlans-and-impairments')
  expect(links[0]).toEqual({
    type: 'veth',
    endpoints: [
      { node: 'router', interface: 'eth1', role: 'gateway', tags: [10, 20] },
      { node: 'sw', interface: 'to-router', role: 'bridge' },
    ],
    mtuBytes: 1500,
    vlan: { trunk: [10, 20] },
  })
  // It makes its own interface.
  expect(links[5]?.endpoints[0]).toEqual({ node: 'tagger', interface: 'eth1', role: 'host' })
  expect(links[6]?.impairment).toEqual({ delayMs: 40, jitterMs: 1, rateKbit: 10000 })
})

test('the management network is what the topology declares', () => {
  const { management, gateways, hosts } = read('mgmt-and-host')
  expect(management).toEqual({
    bridge: 'br-mgmt',
    mtuBytes: 1400,
    ipv4: { subnet: '172.31.7.0/24', gateway: '172.31.7.1' },
    ipv6: { subnet: 'fd31:7::/64', gateway: 'fd31:7::1' },
  })
  expect(gateways[0]?.management).toEqual({ port: 'clab0', addresses: ['172.31.7.77/24', 'fd31:7::77/64'] })
  expect(hosts.map((host) => host.management?.addresses)).toEqual([['172.31.7.2/24', 'fd31:7::2/64'], undefined])
})

test('stages have their commands, and a node its environment', () => {
  const { stages, hosts } = read('stages')
  expect(
    stages.map(({ node, stage, waitFor, onEnter, onExit }) => [node, stage, waitFor, onEnter.length, onExit.length]),
  ).toEqual([
    ['server', 'create-links', [], 1, 1],
    ['server', 'configure', [], 0, 1],
    ['server', 'healthy', [], 0, 0],
    ['client', 'configure', [{ node: 'server', stage: 'healthy' }], 1, 0],
  ])
  expect(stages[2]?.healthcheck?.argv).toEqual(['sh', '-c', 'ip -4 addr show dev eth1 | grep -q 10.70.0.1'])
  expect(hosts[1]?.env).toEqual({ PEER: '10.70.0.1' })
})
