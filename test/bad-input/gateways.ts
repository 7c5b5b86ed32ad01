import { parseFrrConf, parseVyosConfigBoot } from '@underlay/sdk'
import type { BadInput } from './bad-input.ts'

const vyos = (text: string) => (): unknown => parseVyosConfigBoot(text, { file: 'config.boot' })
const frr = (text: string) => (): unknown => parseFrrConf(text, { file: 'frr.conf' })
const error = 'TopologyError'

/** Configurations of routers. */
export const gateways: readonly BadInput[] = [
  {
    title: 'a block that is never closed',
    give: vyos('interfaces {\n'),
    error,
    place: 'config.boot:1:12',
    says: '{ is never closed',
    fix: 'add }',
  },
  {
    title: 'a comment that is never closed',
    give: vyos('/* x'),
    error,
    place: 'config.boot:1:1',
    says: 'comment is never closed',
    fix: 'add */',
  },
  {
    title: 'a quote over two lines',
    give: vyos('system { host-name "a\nb" }\n'),
    error,
    place: 'config.boot:1:20',
    says: '" is never closed',
    fix: 'add the closing quote',
  },
  {
    title: 'blocks in blocks in blocks',
    give: vyos('a {\n'.repeat(200_000)),
    error,
    place: 'config.boot:33:3',
    says: 'is nested deeper than 32 blocks',
  },
  {
    title: 'a mebibyte and more',
    give: vyos('x'.repeat(1024 * 1024 + 1)),
    error,
    place: 'config.boot:1:1',
    says: 'is larger than 1048576 characters',
    fix: 'split it',
  },
  {
    title: 'a host name that clears the terminal',
    give: vyos('system { host-name "\u001B[2Jx" }\n'),
    error,
    place: 'config.boot:1:10 system.host-name',
    says: "' [2Jx' is not a host name",
    fix: "use letters, digits and '-'",
  },
  {
    title: 'a host name with a NUL',
    give: vyos('system { host-name a\0b }\n'),
    error,
    place: 'config.boot:1:10 system.host-name',
    says: "'a b' is not a host name",
    fix: "use letters, digits and '-'",
  },
  {
    title: 'an address with a command behind it',
    give: vyos('interfaces { ethernet eth1 { address "10.0.0.1/24; reboot" } }\n'),
    error,
    place: 'config.boot:1:30 interfaces.ethernet.eth1.address',
    says: "'10.0.0.1/24; reboot' is not an address with prefix length",
    fix: 'such as 10.1.5.1/24',
  },
  {
    title: 'an interface of VyOS that is an option',
    give: vyos('interfaces { ethernet "-rf" { address 10.0.0.1/24 } }\n'),
    error,
    place: 'config.boot:1:14 interfaces.ethernet.-rf',
    says: "'-rf' is not an interface name",
    fix: 'a letter or digit first',
  },
  {
    title: 'an AS number out of range',
    give: vyos('protocols { bgp { system-as 99999999999 } }\n'),
    error,
    place: 'config.boot:1:19 protocols.bgp.system-as',
    says: 'is not an AS number, 1 to 4294967294',
  },
  {
    title: 'an interface of FRR that is a path',
    give: frr('interface ../../x\n ip address 10.0.0.1/24\n'),
    error,
    place: 'frr.conf:1:1 interface ../../x',
    says: "'../../x' is not an interface name",
    fix: 'a letter or digit first',
  },
  {
    title: 'an address of 999',
    give: frr('interface eth1\n ip address 10.0.0.999/24\n'),
    error,
    place: 'frr.conf:2:2 interface eth1.ip address',
    says: "'10.0.0.999/24' is not an address with prefix length",
    fix: 'such as 10.1.5.1/24',
  },
  {
    title: 'an AS number below zero',
    give: frr('router bgp -1\n'),
    error,
    place: 'frr.conf:1:1 router bgp -1',
    says: 'is not an AS number, 1 to 4294967294',
  },
  {
    title: 'half a million lines that mean nothing',
    give: frr('x\n'.repeat(500_000)),
    error,
    place: 'frr.conf:1:1',
    says: 'x is not realised by this tool',
  },
]
