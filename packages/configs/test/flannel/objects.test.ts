import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FlannelOptions } from '../../src/index.ts'
import { flannelCni, flannelSettings, patchFlannelManifest, readFlannel } from '../../src/index.ts'
import { cniManifest } from '../cni-manifest.ts'

const config = (backend: unknown, network: unknown = '10.98.0.0/16') => ({
  data: { 'net-conf.json': JSON.stringify({ Network: network, Backend: backend }) },
})
const node = (name: string, address: string, spec: object) => ({
  metadata: { name, annotations: { 'flannel.alpha.coreos.com/public-ip': address } },
  spec,
})

test.for([
  {},
  { directRouting: true, vni: 3, port: 4789 },
  { backend: 'ipip', directRouting: true },
  { backend: 'host-gw' },
] as const)('what was installed with %o is read back', (options: FlannelOptions) => {
  const settings = flannelSettings(options, { podSubnet: '10.98.0.0/16' })
  const [configMap] = patchFlannelManifest(cniManifest('flannel.yaml'), settings)
  const nodes = { items: [node('lab-worker', '10.1.5.11', { podCIDR: '10.98.1.0/24', podCIDRs: ['10.98.1.0/24'] })] }
  expect(readFlannel({ configMap, nodes })).toEqual(
    flannelCni(settings, [{ name: 'lab-worker', address: '10.1.5.11', podCidr: '10.98.1.0/24' }]),
  )
})

test("defaults are flannel's, keys are read as Go reads them", () => {
  expect(readFlannel({ configMap: config({ type: 'vxlan', Port: 0, directrouting: true }), nodes: [] })).toMatchObject({
    vxlan: 'CrossSubnet',
    tunnel: { device: 'flannel.1', port: 8472 },
  })
})

test('nodes without an address are left out, without IPv4 podCIDR they have no block', () => {
  const nodes = [
    node('a', '10.1.5.10', { podCIDRs: ['fd00::/64', '10.98.0.0/24'] }),
    node('b', '10.1.5.11', { podCIDR: '10.98.1.0/24' }),
    node('c', '10.1.5.12', {}),
    node('d', 'here', { podCIDR: '10.98.3.0/24' }),
    { metadata: { name: 'e' }, spec: { podCIDR: '10.98.4.0/24' } },
  ]
  expect(readFlannel({ configMap: config({ Type: 'vxlan' }), nodes })?.nodes).toEqual({
    a: { address: '10.1.5.10', blocks: ['10.98.0.0/24'] },
    b: { address: '10.1.5.11', blocks: ['10.98.1.0/24'] },
    c: { address: '10.1.5.12', blocks: [] },
  })
})

test.for([
  config({ Type: 'wireguard' }),
  config(undefined),
  config({ Type: 'vxlan' }, 'fd00::/48'),
  { data: { 'net-conf.json': '{' } },
  { data: {} },
  undefined,
])('%o is no datapath that is modelled', (configMap) => {
  expect(readFlannel({ configMap, nodes: [] })).toBeUndefined()
})

test('anything else is left out', () => {
  const json = fc.jsonValue()
  fc.assert(
    fc.property(json, json, json, (configMap, nodes, backend) => {
      expect(() => readFlannel({ configMap, nodes })).not.toThrow()
      expect(() => readFlannel({ configMap: config(backend), nodes: [nodes] })).not.toThrow()
      expect(readFlannel({ configMap: config({ Type: 'ipip' }), nodes: [nodes] })?.name).toBe('flannel')
    }),
    { numRuns: 200 },
  )
})
