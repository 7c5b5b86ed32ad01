import { describe, expect, test } from 'vitest'
import type { FlannelOptions } from '../../src/index.ts'
import { flannelCni, flannelSettings } from '../../src/index.ts'
import { refusal } from '../refusal.ts'

const CLUSTER = { podSubnet: '10.98.0.0/16' }
const settings = (options: FlannelOptions = {}) => flannelSettings(options, CLUSTER)

test("left out, everything is flannel's default", () => {
  const defaults = { network: '10.98.0.0/16', backend: 'vxlan', directRouting: false, vni: 1, port: 8472 }
  expect(settings()).toEqual(defaults)
  expect(settings({ vni: undefined, iface: 'net0' } as unknown as FlannelOptions)).toEqual({
    ...defaults,
    iface: 'net0',
  })
})

describe('is refused', () => {
  test.for([
    [{ backend: 'udp' }, "backend must be one of vxlan, ipip, host-gw, is 'udp'"],
    [
      { backend: 'host-gw', directRouting: true },
      'directRouting has no meaning with host-gw, which never encapsulates; leave it out',
    ],
    [{ backend: 'ipip', vni: 2 }, 'vni has no meaning with the backend ipip; leave it out, or use vxlan'],
    [{ backend: 'host-gw', port: 4789 }, 'port has no meaning with the backend host-gw; leave it out, or use vxlan'],
    [{ vni: 10_000_000 }, 'vni must be an integer from 1 to 9999999, is 10000000'],
    [{ port: 0 }, 'port must be an integer from 1 to 65535, is 0'],
    [
      { iface: 'a very long interface' },
      "iface interface name 'a very long interface' has 21 characters; Linux allows 15",
    ],
    [{ image: 'Flannel image' }, "image 'Flannel image' is not an image name such as docker.io/library/nginx:1.27"],
    [{ cniPluginImage: '' }, "cniPluginImage '' is not an image name such as docker.io/library/nginx:1.27"],
    [{ directrouting: true }, "directrouting is not a known key; did you mean 'directRouting'?"],
  ] as const)('%o', ([options, line]) => {
    expect(refusal(() => settings(options as FlannelOptions))).toEqual([`flannel options ${line}`])
  })

  test('all at once, the podSubnet too', () => {
    const wrong = { backend: 'ipip', vni: 2, iface: 'a b' } as const
    expect(refusal(() => flannelSettings(wrong, { podSubnet: '10.98' }))).toHaveLength(3)
  })
})

describe('the datapath of', () => {
  const nodes = [{ name: 'lab-worker', address: '10.1.5.11', podCidr: '10.98.1.0/24' }]
  const vxlan = { device: 'flannel.1', encapsulation: 'vxlan', port: 8472 }
  const ipip = { device: 'flannel.ipip', encapsulation: 'ipip' }

  test.for([
    [{}, { ipip: 'Never', vxlan: 'Always', tunnel: vxlan }],
    [{ directRouting: true }, { ipip: 'Never', vxlan: 'CrossSubnet', tunnel: vxlan }],
    [
      { vni: 7, port: 4789 },
      { ipip: 'Never', vxlan: 'Always', tunnel: { ...vxlan, device: 'flannel.7', port: 4789 } },
    ],
    [{ backend: 'ipip' }, { ipip: 'Always', vxlan: 'Never', tunnel: ipip }],
    [
      { backend: 'ipip', directRouting: true },
      { ipip: 'CrossSubnet', vxlan: 'Never', tunnel: ipip },
    ],
    [{ backend: 'host-gw' }, { ipip: 'Never', vxlan: 'Never', tunnel: undefined }],
  ] as const)('%o', ([options, datapath]) => {
    expect(flannelCni(settings(options), nodes)).toEqual({
      name: 'flannel',
      podCidr: '10.98.0.0/16',
      ...datapath,
      pools: [{ cidr: '10.98.0.0/16', ...datapath, natOutgoing: true }],
      nodes: { 'lab-worker': { address: '10.1.5.11', blocks: ['10.98.1.0/24'] } },
    })
  })
})
