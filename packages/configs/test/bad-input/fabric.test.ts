import { expect, test } from 'vitest'
import { describeCluster, describeFabric, parseClabTopology, parseKindConfig } from '../../src/index.ts'
import { refusal } from '../refusal.ts'
import { edited, tutorial } from '../tutorial.ts'

const cluster = describeCluster({ ...parseKindConfig(tutorial('kind.yaml')), name: 'calico-ipip-crosssubnet' })
const topology = parseClabTopology(tutorial('clab.yaml'), { file: 'clab.yaml' })
const run = (text: string) => describeFabric(topology, { cluster, files: { './startup-conf//gw0-boot.cfg': text } })

const CASES: readonly { title: string; edits: readonly [string, string][]; refused: readonly string[] }[] = [
  {
    title: 'an interface without a link',
    edits: [['ethernet eth2', 'ethernet eth3']],
    refused: [
      "startup-conf/gw0-boot.cfg:9:9 interfaces.ethernet.eth3.address no link gives gw0 an interface 'eth3'; known: eth1, eth2",
    ],
  },
  {
    title: 'NAT out of an interface without a link',
    edits: [['outbound-interface eth0', 'outbound-interface eth9']],
    refused: [
      "startup-conf/gw0-boot.cfg:20:13 nat.source.rule.100.outbound-interface no link gives gw0 an interface 'eth9'; known: eth1, eth2",
    ],
  },
  {
    title: 'an address that a server has',
    edits: [['10.1.8.1/24', '10.1.8.10/24']],
    refused: [
      'clab.yaml:39:9 topology.nodes.server3.exec[0] 10.1.8.10 is already the address of gw0:eth2; give each interface its own',
    ],
  },
  {
    title: 'a mistake in the file itself',
    edits: [['10.1.8.1/24', '10.1.8']],
    refused: [
      "startup-conf/gw0-boot.cfg:9:9 interfaces.ethernet.eth2.address '10.1.8' is not an address with prefix length such as 10.1.5.1/24 or fd00:10:1:5::1/64",
    ],
  },
  {
    title: 'no address',
    edits: [
      ['        address 10.1.5.1/24\n', ''],
      ['        address 10.1.8.1/24\n', ''],
    ],
    refused: [
      'clab.yaml:4:5 topology.nodes.gw0 is a gateway without any address; give an interface of ./startup-conf/gw0-boot.cfg an address',
    ],
  },
]

test.for(CASES)('$title is refused with its place', ({ edits, refused }) => {
  expect(refusal(() => run(edited(tutorial('gw0-boot.cfg'), edits)))).toEqual(refused)
})

test('the same text without a mistake is accepted', () => {
  expect(() => run(tutorial('gw0-boot.cfg'))).not.toThrow()
})
