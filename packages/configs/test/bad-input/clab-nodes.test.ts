import { expect, test } from 'vitest'
import { describeCluster, parseClabTopology, parseKindConfig } from '../../src/index.ts'
import { refusal } from '../refusal.ts'
import { edited, tutorial } from '../tutorial.ts'

const cluster = describeCluster({ ...parseKindConfig(tutorial('kind.yaml')), name: 'calico-ipip-crosssubnet' })
const context = { cluster, files: { 'startup-conf/gw0-boot.cfg': tutorial('gw0-boot.cfg') } }
const run = (text: string) => parseClabTopology(text, { file: 'clab.yaml', context })

const CASES: readonly { title: string; edits: readonly [string, string][]; refused: readonly string[] }[] = [
  {
    title: 'a kind that no namespace can be',
    edits: [['kind: linux', 'kind: nokia_srlinux']],
    refused: [
      "clab.yaml:5:13 topology.nodes.gw0.kind 'nokia_srlinux' is not realised by the built-in wiring, which knows linux, bridge, ext-container, k8s-kind, vyosnetworks_vyos",
    ],
  },
  {
    title: 'a missing kind',
    edits: [['br-pool0:\n      kind: bridge', 'br-pool0:\n      labels: {a: b}']],
    refused: ['clab.yaml:12:5 topology.nodes.br-pool0.kind is required'],
  },
  {
    title: 'an unknown key of a node',
    edits: [['cmd: /sbin/init', 'comand: /sbin/init']],
    refused: ['clab.yaml:7:7 topology.nodes.gw0.comand is not a known key'],
  },
  {
    title: 'a container that is no node of the cluster',
    edits: [['crosssubnet-worker2', 'crosssubnet-wroker2']],
    refused: [
      "clab.yaml:37:21 topology.nodes.server3.network-mode 'calico-ipip-crosssubnet-wroker2' is no node of the kind config 'calico-ipip-crosssubnet'; did you mean 'calico-ipip-crosssubnet-worker2'?",
    ],
  },
  {
    title: 'two servers in one container',
    edits: [['crosssubnet-worker2', 'crosssubnet-worker']],
    refused: [
      'clab.yaml:3:3 topology.nodes no node joins calico-ipip-crosssubnet-worker2, whose node-ip is 10.1.8.10; add one with network-mode: container:calico-ipip-crosssubnet-worker2',
      'clab.yaml:37:21 topology.nodes.server3.network-mode server2 joins calico-ipip-crosssubnet-worker already; one node of the topology for each node of the cluster',
      'clab.yaml:39:9 topology.nodes.server3.exec[0] adds 10.1.8.10, but the kind config gives calico-ipip-crosssubnet-worker the node-ip 10.1.5.11; make them the same',
    ],
  },
  {
    title: 'host networking',
    edits: [['network-mode: container:calico-ipip-crosssubnet-worker3', 'network-mode: host']],
    refused: [
      "clab.yaml:45:21 topology.nodes.server4.network-mode 'host' is not realised by the built-in wiring; use container:<node of the kind config>",
    ],
  },
  {
    title: 'an address that differs from the node-ip',
    edits: [['10.1.8.10/24', '10.1.8.12/24']],
    refused: [
      'clab.yaml:39:9 topology.nodes.server3.exec[0] adds 10.1.8.12, but the kind config gives calico-ipip-crosssubnet-worker2 the node-ip 10.1.8.10; make them the same',
    ],
  },
  {
    title: 'an invalid address',
    edits: [['10.1.8.10/24', '10.1.8.300/24']],
    refused: [
      'clab.yaml:34:5 topology.nodes.server3 adds no address, but the kind config gives calico-ipip-crosssubnet-worker2 the node-ip 10.1.8.10; add exec: ip addr add 10.1.8.10/<prefix> dev <interface>',
      "clab.yaml:39:9 topology.nodes.server3.exec[0] '10.1.8.300/24' is not an IPv4 address with prefix length such as 10.1.5.10/24",
      "clab.yaml:40:9 topology.nodes.server3.exec[1] next hop 10.1.8.1 lies in no subnet of this node (it adds no address); use the gateway's address there",
    ],
  },
  {
    title: 'an address declared twice',
    edits: [['10.1.8.11/24', '10.1.8.10/24']],
    refused: [
      'clab.yaml:47:9 topology.nodes.server4.exec[0] adds 10.1.8.10, but the kind config gives calico-ipip-crosssubnet-worker3 the node-ip 10.1.8.11; make them the same',
      'clab.yaml:47:9 topology.nodes.server4.exec[0] 10.1.8.10 is already the address of server3:net0; give each interface its own',
    ],
  },
  {
    title: 'an address of the gateway',
    edits: [['10.1.5.11/24', '10.1.5.1/24']],
    refused: [
      'clab.yaml:31:9 topology.nodes.server2.exec[0] adds 10.1.5.1, but the kind config gives calico-ipip-crosssubnet-worker the node-ip 10.1.5.11; make them the same',
      'clab.yaml:31:9 topology.nodes.server2.exec[0] 10.1.5.1 is already the address of gw0:eth1; give each interface its own',
    ],
  },
  {
    title: 'an address at an interface without a link',
    edits: [['10.1.8.10/24 dev net0', '10.1.8.10/24 dev nte0']],
    refused: [
      "clab.yaml:39:9 topology.nodes.server3.exec[0] no link gives server3 an interface 'nte0'; did you mean 'net0'?",
    ],
  },
  {
    title: 'an address in the podSubnet',
    edits: [['10.1.8.10/24 dev net0', '10.1.8.10/24 dev net0\n      - ip addr add 10.98.3.4/24 dev net0']],
    refused: [
      'clab.yaml:40:9 topology.nodes.server3.exec[1] 10.98.3.4/24 overlaps the podSubnet 10.98.0.0/16 of the kind config; choose another',
    ],
  },
  {
    title: 'a next hop that no subnet of the node has',
    edits: [['via 10.1.8.1', 'via 10.1.9.1']],
    refused: [
      "clab.yaml:40:9 topology.nodes.server3.exec[1] next hop 10.1.9.1 lies in no subnet of this node (10.1.8.10/24); use the gateway's address there",
    ],
  },
  {
    title: 'a shell operator',
    edits: [['ip route replace default via 10.1.5.1', 'ip link set net0 up && ip route replace default via 10.1.5.1']],
    refused: [
      "clab.yaml:24:9 topology.nodes.server1.exec[1] uses &&, but containerlab runs no shell; write several lines, or sh -c '…'",
    ],
  },
  {
    title: 'an open quote',
    edits: [['ip route replace default via 10.1.5.1', 'sh -c "ip route replace default via 10.1.5.1']],
    refused: ['clab.yaml:24:9 topology.nodes.server1.exec[1] " is never closed; add the closing quote'],
  },
  {
    title: 'a sysctl that is not of the network',
    edits: [['cmd: /sbin/init', 'sysctls: {net.ipv4.ip_forward: 1, kernel.msgmax: 65536, net/../kernel/x: 1}']],
    refused: [
      "clab.yaml:7:41 topology.nodes.gw0.sysctls.kernel.msgmax 'kernel.msgmax' is not realised by the built-in wiring: a namespace has net.* settings of its own, and nothing else; remove it",
      "clab.yaml:7:63 topology.nodes.gw0.sysctls.net/../kernel/x 'net/../kernel/x' is not realised by the built-in wiring: a namespace has net.* settings of its own, and nothing else; remove it",
    ],
  },
  {
    title: 'a file that was not given',
    edits: [['gw0-boot.cfg', 'gw1-boot.cfg']],
    refused: [
      "clab.yaml:10:11 topology.nodes.gw0.binds[1] file 'startup-conf/gw1-boot.cfg' is not there: lay it beside the topology, or give it in files; did you mean 'startup-conf/gw0-boot.cfg'?",
    ],
  },
  {
    title: 'a node that nothing joins',
    edits: [
      [
        '    server4:\n      kind: linux\n      image: burlyluo/nettool\n      network-mode: container:calico-ipip-crosssubnet-worker3\n      exec:\n      - ip addr add 10.1.8.11/24 dev net0\n      - ip route replace default via 10.1.8.1\n',
        '',
      ],
      ['    - endpoints: ["br-pool1:br-pool1-net1", "server4:net0"]\n', ''],
    ],
    refused: [
      'clab.yaml:3:3 topology.nodes no node joins calico-ipip-crosssubnet-worker3, whose node-ip is 10.1.8.11; add one with network-mode: container:calico-ipip-crosssubnet-worker3',
    ],
  },
  {
    title: 'no address at all',
    edits: [
      ['      exec:\n      - ip addr add 10.1.5.10/24 dev net0\n      - ip route replace default via 10.1.5.1\n', ''],
    ],
    refused: [
      'clab.yaml:18:5 topology.nodes.server1 adds no address, but the kind config gives calico-ipip-crosssubnet-control-plane the node-ip 10.1.5.10; add exec: ip addr add 10.1.5.10/<prefix> dev <interface>',
    ],
  },
  {
    title: 'a gateway without any address',
    edits: [['        - ./startup-conf/gw0-boot.cfg:/opt/vyatta/etc/config/config.boot\n', '']],
    refused: [
      'clab.yaml:4:5 topology.nodes.gw0 is a gateway without any address; add exec: ip addr add <address>/<prefix> dev <interface>',
    ],
  },
  {
    title: 'several mistakes at once',
    edits: [
      ['"server1:net0"', '"sevrer1:net0"'],
      ['cmd: /sbin/init', 'comand: /sbin/init'],
      ['10.1.8.10/24', '10.1.8.12/24'],
      ['crosssubnet-worker3', 'crosssubnet-worker5'],
      ['kind: bridge', 'kind: ovs-bridge'],
      ['links:\n', 'links:\n    - endpoints: 5\n'],
    ],
    refused: [
      'clab.yaml:7:7 topology.nodes.gw0.comand is not a known key',
      "clab.yaml:13:13 topology.nodes.br-pool0.kind 'ovs-bridge' is not realised by the built-in wiring, which knows linux, bridge, ext-container, k8s-kind, vyosnetworks_vyos",
      'clab.yaml:39:9 topology.nodes.server3.exec[0] adds 10.1.8.12, but the kind config gives calico-ipip-crosssubnet-worker2 the node-ip 10.1.8.10; make them the same',
      "clab.yaml:45:21 topology.nodes.server4.network-mode 'calico-ipip-crosssubnet-worker5' is no node of the kind config 'calico-ipip-crosssubnet'; known: calico-ipip-crosssubnet-control-plane, calico-ipip-crosssubnet-worker, calico-ipip-crosssubnet-worker2, calico-ipip-crosssubnet-worker3",
      'clab.yaml:52:18 topology.links[0].endpoints must be a list, is 5',
      "clab.yaml:53:45 topology.links[1].endpoints[1] 'sevrer1' is no node of this topology; did you mean 'server1'?",
    ],
  },
]

test.for(CASES)('$title is refused with its place', ({ edits, refused }) => {
  expect(refusal(() => run(edited(tutorial('clab.yaml'), edits)))).toEqual(refused)
})

test('the same text without a mistake is accepted', () => {
  expect(() => run(tutorial('clab.yaml'))).not.toThrow()
})
