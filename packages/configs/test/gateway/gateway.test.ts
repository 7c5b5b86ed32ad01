import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  parseVyosConfigBoot,
  renderFrrConf,
  renderFrrConfigs,
  renderLinuxGateway,
  renderVyosConfigBoot,
} from '../../src/index.ts'
import { refusal } from '../refusal.ts'
import { tutorial } from '../tutorial.ts'
import { arbitraryGateway } from './arbitrary-gateway.ts'

const TUTORIAL = {
  hostName: 'vyos',
  interfaces: [
    { name: 'eth1', addresses: ['10.1.5.1/24'] },
    { name: 'eth2', addresses: ['10.1.8.1/24'] },
  ],
  sourceNat: [
    { rule: 100, outboundInterface: 'eth0', sourceAddress: '10.1.0.0/16', translation: 'masquerade' as const },
  ],
}

describe('config.boot', () => {
  test("the tutorial's own is understood", () => {
    const { gateway, notes } = parseVyosConfigBoot(tutorial('gw0-boot.cfg'), { file: 'gw0-boot.cfg' })
    expect(gateway).toEqual(TUTORIAL)
    expect(notes).toContainEqual({
      file: 'gw0-boot.cfg',
      line: 4,
      column: 9,
      path: 'interfaces.ethernet.eth1.duplex',
      message: 'is ignored: a veth has no duplex',
    })
  })

  test('no note repeats a secret', () => {
    const { notes } = parseVyosConfigBoot(tutorial('gw0-boot.cfg'))
    expect(notes.length).toBeGreaterThan(0)
    expect(JSON.stringify(notes)).not.toContain('$6$')
  })

  test('later notations are understood: named outbound interface, // comments, quotes, several addresses', () => {
    const text = `// by hand
interfaces { ethernet eth1 { address "10.1.5.1/24"; address '10.1.5.2/24' } }
nat { source { rule 7 { outbound-interface { name eth0 }
 source { address 10.1.5.9 }
 translation { address masquerade } } } }
// vyos-config-version: "nat@5"`
    expect(parseVyosConfigBoot(text).notes).toEqual([])
    expect(parseVyosConfigBoot(text).gateway).toEqual({
      hostName: 'vyos',
      interfaces: [{ name: 'eth1', addresses: ['10.1.5.1/24', '10.1.5.2/24'] }],
      sourceNat: [{ rule: 7, outboundInterface: 'eth0', sourceAddress: '10.1.5.9/32', translation: 'masquerade' }],
    })
  })

  test('parse undoes render', () => {
    const sourceNat = fc.uniqueArray(fc.integer({ min: 1, max: 999999 }), { maxLength: 4 }).map((rules) =>
      rules.map((rule) => ({
        rule,
        outboundInterface: 'eth0',
        sourceAddress: '10.1.0.0/16',
        translation: 'masquerade' as const,
      })),
    )
    fc.assert(
      fc.property(arbitraryGateway, sourceNat, (described, nat) => {
        const gateway = { ...described, sourceNat: nat }
        expect(parseVyosConfigBoot(renderVyosConfigBoot(gateway)).gateway).toEqual(gateway)
      }),
      { numRuns: 50 },
    )
  })
})

test('a gateway as plain Linux', () => {
  expect(renderLinuxGateway(TUTORIAL)).toEqual({
    sysctls: [['net.ipv4.ip_forward', '1']],
    links: [],
    ipBatch: [
      'addr replace 10.1.5.1/24 dev eth1',
      'link set eth1 up',
      'addr replace 10.1.8.1/24 dev eth2',
      'link set eth2 up',
    ],
    nftables: `table ip underlay_gw
delete table ip underlay_gw
table ip underlay_gw {
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    oifname "eth0" ip saddr 10.1.0.0/16 masquerade comment "rule 100"
  }
}
`,
  })
})

test('rules come in the order of their numbers', () => {
  const sourceNat = [200, 100].map((rule) => ({ ...TUTORIAL.sourceNat[0]!, rule }))
  const { nftables } = renderLinuxGateway({ ...TUTORIAL, sourceNat })
  expect(nftables.match(/rule \d+/g)).toEqual(['rule 100', 'rule 200'])
})

test.for([renderLinuxGateway, renderVyosConfigBoot, renderFrrConf, renderFrrConfigs])(
  'nothing enters another syntax unchecked: $name',
  (render) => {
    const gateway = {
      hostName: 'vyos {',
      interfaces: [
        { name: 'eth1; flush', addresses: ['10.1.5.1/24 }'] },
        { name: 'eth2', addresses: [] },
        { name: 'eth2', addresses: [] },
      ],
      sourceNat: [{ rule: 1.5, outboundInterface: 'eth0"', sourceAddress: 'any', translation: 'masquerade' as const }],
    }
    expect(refusal(() => render(gateway))).toEqual([
      "gateway hostName 'vyos {' is not a host name; use letters, digits and '-' (RFC 1123)",
      "gateway interfaces[0].name 'eth1; flush' is not an interface name; use letters, digits, '.', '_' and '-', a letter or digit first",
      "gateway interfaces[0].addresses[0] '10.1.5.1/24 }' is not an address with prefix length such as 10.1.5.1/24 or fd00:10:1:5::1/64",
      "gateway interfaces[2].name 'eth2' is declared twice",
      'gateway sourceNat[0].rule must be an integer from 1 to 999999',
      "gateway sourceNat[0].outboundInterface 'eth0\"' is not an interface name; use letters, digits, '.', '_' and '-', a letter or digit first",
      "gateway sourceNat[0].sourceAddress 'any' is not an IPv4 CIDR such as 10.1.0.0/16",
    ])
  },
)
