import { expect, test } from 'vitest'
import { parseVyosConfigBoot } from '../../src/index.ts'
import { refusal } from '../refusal.ts'
import { edited, tutorial } from '../tutorial.ts'

const run = (text: string) => parseVyosConfigBoot(text, { file: 'gw0-boot.cfg' })

const CASES: readonly { title: string; edits: readonly [string, string][]; refused: readonly string[] }[] = [
  {
    title: 'an open block',
    edits: [['time-zone UTC\n}', 'time-zone UTC\n']],
    refused: ['gw0-boot.cfg:30:8 { is never closed; add }'],
  },
  {
    title: 'a brace too many',
    edits: [['time-zone UTC\n}', 'time-zone UTC\n}\n}']],
    refused: ['gw0-boot.cfg:69:1 } closes no block; remove it'],
  },
  {
    title: 'an open quote',
    edits: [['plaintext-password ""', 'plaintext-password "']],
    refused: ['gw0-boot.cfg:44:36 " is never closed; add the closing quote'],
  },
  {
    title: 'an open comment',
    edits: [
      [
        '/* Warning: Do not remove the following line. */\n/* === vyatta-config-version: "qos@1:dhcp-server@5:webgui@1:pppoe-server@2:webproxy@2:firewall@5:pptp@1:dns-forwarding@1:mdns@1:quagga@7:webproxy@1:snmp@1:system@10:conntrack@1:l2tp@1:broadcast-relay@1:dhcp-relay@2:conntrack-sync@1:vrrp@2:ipsec@5:ntp@1:config-management@1:wanloadbalance@3:ssh@1:nat@4:zone-policy@1:cluster@1" === */\n/* Release version: 1.2.8 */\n',
        '/* Warning',
      ],
    ],
    refused: ['gw0-boot.cfg:71:1 comment is never closed; add */'],
  },
  {
    title: 'an invalid address',
    edits: [['10.1.5.1/24', '10.1.5.1/42']],
    refused: [
      "gw0-boot.cfg:3:9 interfaces.ethernet.eth1.address '10.1.5.1/42' is not an address with prefix length such as 10.1.5.1/24 or fd00:10:1:5::1/64",
    ],
  },
  {
    title: 'an address without prefix length',
    edits: [['10.1.5.1/24', '10.1.5.1']],
    refused: [
      "gw0-boot.cfg:3:9 interfaces.ethernet.eth1.address '10.1.5.1' is not an address with prefix length such as 10.1.5.1/24 or fd00:10:1:5::1/64",
    ],
  },
  {
    title: 'overlapping subnets',
    edits: [['10.1.8.1/24', '10.1.5.2/25']],
    refused: [
      "gw0-boot.cfg:9:9 interfaces.ethernet.eth2.address 10.1.5.2/25 overlaps 10.1.5.1/24 of eth1; a gateway's interfaces need subnets of their own",
    ],
  },
  {
    title: 'dhcp',
    edits: [['address 10.1.5.1/24', 'address dhcp']],
    refused: ['gw0-boot.cfg:3:9 interfaces.ethernet.eth1.address dhcp is not realised by this tool; write the address'],
  },
  {
    title: 'a vif without a number',
    edits: [['duplex auto\n        smp', 'vif ten {\n        }\n        smp']],
    refused: ['gw0-boot.cfg:4:9 interfaces.ethernet.eth1.vif.ten must be written `vif <number> { … }`'],
  },
  {
    title: 'a vif that no VLAN can be',
    edits: [['duplex auto\n        smp', 'vif 4095 {\n        }\n        smp']],
    refused: ['gw0-boot.cfg:4:9 interfaces.ethernet.eth1.vif.4095 must be an integer from 1 to 4094 (IEEE 802.1Q)'],
  },
  {
    title: 'another interface type',
    edits: [['loopback lo {\n    }', 'wireguard wg0 {\n    }']],
    refused: [
      'gw0-boot.cfg:14:5 interfaces.wireguard.wg0 is not realised by this tool; only ethernet interfaces and loopback lo are',
    ],
  },
  {
    title: 'a firewall',
    edits: [['nat {\n', 'firewall {\n}\nnat {\n']],
    refused: ['gw0-boot.cfg:17:1 firewall is not realised by this tool, and would change what passes; remove it'],
  },
  {
    title: 'destination NAT',
    edits: [['nat {\n    source', 'nat {\n    destination {\n    }\n    source']],
    refused: ['gw0-boot.cfg:18:5 nat.destination is not realised by this tool; only nat source is'],
  },
  {
    title: 'a translation to an address',
    edits: [['address masquerade', 'address 172.20.20.9']],
    refused: [
      "gw0-boot.cfg:25:17 nat.source.rule.100.translation '172.20.20.9' is not realised by this tool; use address masquerade",
    ],
  },
  {
    title: 'a rule without outbound interface',
    edits: [['            outbound-interface eth0\n', '']],
    refused: ['gw0-boot.cfg:19:9 nat.source.rule.100 has no outbound-interface; add one'],
  },
  {
    title: 'a rule number that is none',
    edits: [['rule 100', 'rule ten']],
    refused: ['gw0-boot.cfg:19:9 nat.source.rule.ten must be written `rule <number> { … }`'],
  },
  {
    title: 'an invalid source',
    edits: [['10.1.0.0/16', '10.1.0.0-10.1.255.255']],
    refused: [
      "gw0-boot.cfg:22:17 nat.source.rule.100.source.address '10.1.0.0-10.1.255.255' is not an IPv4 CIDR such as 10.1.0.0/16",
    ],
  },
  {
    title: 'a host name that is none',
    edits: [['host-name vyos', 'host-name vy_os']],
    refused: ["gw0-boot.cfg:39:5 system.host-name 'vy_os' is not a host name; use letters, digits and '-' (RFC 1123)"],
  },
]

test.for(CASES)('$title is refused with its place', ({ edits, refused }) => {
  expect(refusal(() => run(edited(tutorial('gw0-boot.cfg'), edits)))).toEqual(refused)
})

test('the same text without a mistake is accepted', () => {
  expect(() => run(tutorial('gw0-boot.cfg'))).not.toThrow()
})
