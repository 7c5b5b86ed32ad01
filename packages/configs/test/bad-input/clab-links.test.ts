import { expect, test } from 'vitest'
import { describeCluster, parseClabTopology, parseKindConfig } from '../../src/index.ts'
import { refusal } from '../refusal.ts'
import { edited, tutorial } from '../tutorial.ts'

const cluster = describeCluster({ ...parseKindConfig(tutorial('kind.yaml')), name: 'calico-ipip-crosssubnet' })
const context = { cluster, files: { 'startup-conf/gw0-boot.cfg': tutorial('gw0-boot.cfg') } }
const run = (text: string) => parseClabTopology(text, { file: 'clab.yaml', context })

const CASES: readonly { title: string; edits: readonly [string, string][]; refused: readonly string[] }[] = [
  {
    title: 'a link to a node that does not exist',
    edits: [['"server1:net0"', '"sevrer1:net0"']],
    refused: [
      "clab.yaml:52:45 topology.links[0].endpoints[1] 'sevrer1' is no node of this topology; did you mean 'server1'?",
    ],
  },
  {
    title: 'a link to a bridge that does not exist',
    edits: [['"br-pool0:br-pool0-net2"', '"br-pol0:br-pool0-net2"']],
    refused: [
      "clab.yaml:57:31 topology.links[4].endpoints[1] 'br-pol0' is no node of this topology; did you mean 'br-pool0'?",
    ],
  },
  {
    title: 'an endpoint used twice',
    edits: [['"br-pool0:br-pool0-net1"', '"br-pool0:br-pool0-net0"']],
    refused: [
      'clab.yaml:53:19 topology.links[1].endpoints[0] br-pool0:br-pool0-net0 is an endpoint of another link already; choose another interface',
    ],
  },
  {
    title: 'a port name used on two bridges',
    edits: [['"br-pool1:br-pool1-net0"', '"br-pool1:br-pool0-net0"']],
    refused: [
      'clab.yaml:54:19 topology.links[2].endpoints[0] br-pool1:br-pool0-net0: br-pool0 has a port of this name too, and bridges share a namespace; choose another',
    ],
  },
  {
    title: 'an interface name that is too long',
    edits: [['br-pool0:br-pool0-net0', 'br-pool0:br-pool0-network0']],
    refused: [
      "clab.yaml:52:19 topology.links[0].endpoints[0] interface name 'br-pool0-network0' has 17 characters; Linux allows 15",
    ],
  },
  {
    title: 'an interface name that is none',
    edits: [['"gw0:eth1"', '"gw0:eth/1"']],
    refused: [
      "clab.yaml:57:19 topology.links[4].endpoints[0] 'eth/1' is not an interface name; use letters, digits, '.', '_' and '-', a letter or digit first",
    ],
  },
  {
    title: 'an endpoint that is not written node:interface',
    edits: [['"gw0:eth1"', '"gw0"']],
    refused: [
      "clab.yaml:57:19 topology.links[4].endpoints[0] must be written node:interface, such as gw0:eth1, is 'gw0'",
    ],
  },
  {
    title: 'links that are no list',
    edits: [['  links:\n', '  links: {}\n  x:\n']],
    refused: [
      'clab.yaml:51:3 topology.links must be a list, is a mapping',
      'clab.yaml:52:3 topology.x is not a known key; known: defaults, kinds, groups, nodes, links',
    ],
  },
  {
    title: 'three endpoints',
    edits: [['["gw0:eth1", ', '["gw0:eth1", "gw0:eth7", ']],
    refused: ['clab.yaml:57:7 topology.links[4].endpoints must be a list of 2, is a list of 3'],
  },
  {
    title: 'an endpoint at eth0',
    edits: [
      ['server1:net0', 'server1:eth0'],
      ['10.1.5.10/24 dev net0', '10.1.5.10/24 dev eth0'],
    ],
    refused: [
      'clab.yaml:52:45 topology.links[0].endpoints[1] server1 has an interface eth0 already; choose another name, such as net0 or eth1',
    ],
  },
  {
    title: 'a link whose ends are both the host',
    edits: [['"br-pool0:br-pool0-net0", "server1:net0"', '"host:net0", "host:net1"']],
    refused: [
      "clab.yaml:52:32 topology.links[0].endpoints[1] 'host' is no node of this topology; known: gw0, br-pool0, br-pool1, server1, server2, server3, server4",
    ],
  },
  {
    title: 'an unknown key of a link',
    edits: [
      [
        '- endpoints: ["gw0:eth1", "br-pool0:br-pool0-net2"]',
        '- endpoints: ["gw0:eth1", "br-pool0:br-pool0-net2"]\n      mut: 1500',
      ],
    ],
    refused: ["clab.yaml:58:7 topology.links[4].mut is not a known key; did you mean 'mtu'?"],
  },
  {
    title: 'an MTU that is none',
    edits: [
      [
        '- endpoints: ["gw0:eth1", "br-pool0:br-pool0-net2"]',
        '- endpoints: ["gw0:eth1", "br-pool0:br-pool0-net2"]\n      mtu: 15',
      ],
    ],
    refused: ['clab.yaml:58:12 topology.links[4].mtu must be an integer from 68 to 65535, is 15'],
  },
  {
    title: 'a link type other than veth',
    edits: [
      [
        '- endpoints: ["gw0:eth1", "br-pool0:br-pool0-net2"]',
        '- type: vxlan\n      endpoint: {node: gw0, interface: eth1}\n      remote: 10.0.0.1\n      vni: 1',
      ],
    ],
    refused: [
      "clab.yaml:57:13 topology.links[4].type 'vxlan' is not realised by the built-in wiring: its other end is another machine's; use type: veth",
    ],
  },
  {
    title: 'a MAC address that is none',
    edits: [
      [
        '- endpoints: ["gw0:eth1", "br-pool0:br-pool0-net2"]',
        '- type: veth\n      endpoints: [{node: gw0, interface: eth1, mac: "02:42"}, {node: br-pool0, interface: br-pool0-net2}]',
      ],
    ],
    refused: ["clab.yaml:58:19 topology.links[4].endpoints[0] '02:42' is not a MAC address such as 02:42:0a:01:05:0a"],
  },
]

test.for(CASES)('$title is refused with its place', ({ edits, refused }) => {
  expect(refusal(() => run(edited(tutorial('clab.yaml'), edits)))).toEqual(refused)
})

test('the same text without a mistake is accepted', () => {
  expect(() => run(tutorial('clab.yaml'))).not.toThrow()
})
