import { expect, test } from 'vitest'
import { parseVyosConfigBoot, renderVyosConfigBoot } from '../../src/index.ts'
import { routedGateway } from './routed-gateway.ts'

const text = (protocols: string): string => `interfaces {
    ethernet eth1 {
        address 10.1.5.1/24
        address fd00:10:1:5::1/64
        vif 10 {
            address 10.1.10.1/24
        }
    }
    ethernet eth2 {
        address 10.1.8.1/24
        address fd00:10:1:8::1/64
    }
}
protocols {
${protocols}
    static {
        route 10.99.0.0/16 {
            next-hop 10.1.5.9 {
            }
        }
        route6 fd00:99::/48 {
            next-hop fd00:10:1:5::9 {
            }
        }
    }
}
system {
    host-name gw0
}
`
const neighbors = `
        address-family {
            ipv4-unicast {
                network 10.1.5.0/24 {
                }
            }
            ipv6-unicast {
                network fd00:10:1:5::/64 {
                }
            }
        }
        neighbor 10.1.5.10 {
            address-family {
                ipv4-unicast {
                    route-reflector-client
                }
            }
            description "the first, of rack 0"
            remote-as internal
        }
        neighbor 10.1.8.10 {
            passive
            remote-as 64512
        }
        neighbor fd00:10:1:8::10 {
            address-family {
                ipv6-unicast {
                }
            }
            remote-as 64512
        }
        parameters {
            router-id 10.1.5.1
        }`

test.for([
  ['1.2', `bgp 65000 {${neighbors}\n}`],
  ['1.3', `bgp {\nlocal-as 65000${neighbors}\n}`],
  ['1.4', `bgp {${neighbors}\nsystem-as 65000\n}`],
] as const)('VLANs, static routes and BGP in the notation of VyOS %s', ([, bgp]) => {
  const { gateway, notes } = parseVyosConfigBoot(text(bgp))
  expect(gateway).toEqual(routedGateway)
  expect(notes).toEqual([])
})

test('the router id may be VyOS’ choice, and the timers are the lab’s', () => {
  const bgp = 'bgp {\nsystem-as 65000\nneighbor 10.1.5.10 {\nremote-as 1\ntimers {\nconnect 5\n}\n}\n}'
  const { gateway, notes } = parseVyosConfigBoot(text(bgp))
  expect(gateway.bgp).not.toHaveProperty('routerId')
  expect(notes.map(({ path, message }) => `${path} ${message}`)).toEqual([
    'protocols.bgp.neighbor.10.1.5.10.timers is ignored: the lab has timers of its own, under which sessions come up in a second',
  ])
})

test('what is rendered is VyOS 1.2', () => {
  const rendered = renderVyosConfigBoot(routedGateway)
  expect(rendered).toContain('        vif 10 {\n            address 10.1.10.1/24\n        }')
  expect(rendered).toContain('    bgp 65000 {\n        address-family {\n            ipv4-unicast {')
  expect(rendered).toContain('quagga@7')
  expect(parseVyosConfigBoot(rendered).gateway).toEqual(routedGateway)
})

test('the loopback may have addresses', () => {
  const lo = { name: 'lo', addresses: ['192.0.2.1/32', 'fd00:ff::1/128'] }
  const gateway = { ...routedGateway, interfaces: [...routedGateway.interfaces, lo] }
  const rendered = renderVyosConfigBoot(gateway)
  expect(rendered).toContain('    loopback lo {\n        address 192.0.2.1/32\n')
  expect(parseVyosConfigBoot(rendered).gateway).toEqual(gateway)
})
