import { describe, expect, it } from 'vitest'
import { formatPaths, pathsDot, pathsMermaid, predictPath } from '@underlay/evidence'
import { pathLab, type PathLabOptions } from '../build/path-labs.ts'

const client = 'pod/app-control-plane'
const both = (options: PathLabOptions) => {
  const lab = pathLab(options)
  return ['pod/app-worker', 'pod/app-worker2'].map((server) => predictPath(lab, client, server))
}

it('inside a subnet a packet is routed, across subnets it is in IP', () => {
  expect(formatPaths(both({ calico: { ipip: 'CrossSubnet' } }))).toMatchInlineSnapshot(`
    "pod/app-control-plane → pod/app-worker: none
      pod/app-control-plane  eth0
      │ 10.98.95.193 → 10.98.116.65 ttl 64 DF echo request
      control-plane  cali237defa8a49 → net0
      │ 10.98.95.193 → 10.98.116.65 ttl 63 DF echo request  (br-pool0)
      worker  net0 → cali57760a9f69d
      │ 10.98.95.193 → 10.98.116.65 ttl 62 DF echo request
      pod/app-worker  eth0
      IPIP CrossSubnet: 10.1.5.11 is inside of control-plane's 10.1.5.10/24, so none

    pod/app-control-plane → pod/app-worker2: ipip
      pod/app-control-plane  eth0
      │ 10.98.95.193 → 10.98.12.65 ttl 64 DF echo request
      control-plane  cali237defa8a49 → tunl0 → net0
      │ [10.1.5.10 → 10.1.8.10 ttl 63 DF] 10.98.95.193 → 10.98.12.65 ttl 63 DF echo request  (br-pool0)
      gw0  eth1 → eth2
      │ [10.1.5.10 → 10.1.8.10 ttl 62 DF] 10.98.95.193 → 10.98.12.65 ttl 63 DF echo request  (br-pool1)
      worker2  net0 → tunl0 → calie445d2471ca
      │ 10.98.95.193 → 10.98.12.65 ttl 62 DF echo request
      pod/app-worker2  eth0
      IPIP CrossSubnet: 10.1.8.10 is outside of control-plane's 10.1.5.10/24, so ipip"
  `)
})

const tunnels = [
  ['IPIP CrossSubnet', { calico: { ipip: 'CrossSubnet' } }, 'none', 'ipip'],
  ['IPIP Always', { calico: { ipip: 'Always' } }, 'ipip', 'ipip'],
  ['VXLAN CrossSubnet', { calico: { vxlan: 'CrossSubnet' } }, 'none', 'vxlan'],
  ['a /32, which contains no peer', { recorded: { 'control-plane': '10.1.5.10/32' } }, 'ipip', 'ipip'],
  ['flannel with DirectRouting', { flannel: { directRouting: true } }, 'none', 'vxlan'],
] as const

describe('the picture follows the mode and the rule', () => {
  it.for(tunnels)('%s', ([, options, near, far]) => {
    const titled = { none: 'routed, no encapsulation', ipip: 'in a tunnel: ipip', vxlan: 'in a tunnel: vxlan' }
    const predictions = both(options)
    const titles = [...pathsDot(predictions).matchAll(/label=<<B>([^<]*)<\/B>/g)].map(([, title]) => title)
    expect(titles).toEqual([titled[near], titled[far]])
    const mermaid = [...pathsMermaid(predictions).matchAll(/subgraph .*: (\w+)"]/g)].map(([, title]) => title)
    // Mermaid draws the last one leftmost.
    expect(mermaid).toEqual([far, near])
  })
})

it('has a box around the packet for a tunnel only', () => {
  const [near = '', far = ''] = both({ calico: { ipip: 'CrossSubnet' } }).map((each) => pathsDot([each]))
  expect(near).not.toContain('10.1.5.10 → 10.1.')
  expect(far).toContain('10.1.5.10 → 10.1.8.10 ttl 63 DF')
})

it('says where a packet is lost', () => {
  const lost = predictPath(pathLab(), client, '10.98.12.100')
  expect(formatPaths([lost])).toMatch(/✗ lost at worker2: /)
  expect(pathsDot([lost])).toContain('✗ lost at worker2')
})

it('has names of strangers as texts', () => {
  const strange = both({}).map((prediction) => ({ ...prediction, from: '<script>\u202e"]\n', to: '`"' }))
  for (const text of [pathsDot(strange), pathsMermaid(strange), formatPaths(strange)])
    expect(text).not.toMatch(/\u202e/)
  expect(pathsDot(strange)).not.toContain('<script>')
  expect(pathsMermaid(strange)).not.toContain('<script>')
})
