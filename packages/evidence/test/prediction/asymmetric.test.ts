import { describe, expect, it } from 'vitest'
import { predictPath, PredictionError } from '@underlay/evidence'
import { pathLab, type PathLabOptions } from '../build/path-labs.ts'

const pod = (node: string): string => `pod/app-${node}`

/** How each direction is carried, and where it is lost. */
function ways(options: PathLabOptions, from: string, to: string) {
  const [path] = predictPath(pathLab(options), from, to).paths
  return [path?.forward, path?.reverse].map((way) =>
    way?.lost === undefined ? way?.encapsulation : `${way.encapsulation}, lost at ${way.lost.at}: ${way.lost.reason}`,
  )
}

const noArp = 'nobody on the link of control-plane:net0 answers for 10.1.8.10'
const noAnswer = (at: string): string => `none, lost at ${at}: nothing arrives that could be answered`

describe.for([
  ['the same masks, in the rack', {}, 'worker', ['none', 'none']],
  ['the same masks, across', {}, 'worker2', ['ipip', 'ipip']],
  ['a /32 in the rack tunnels one way', { recorded: { 'control-plane': '10.1.5.10/32' } }, 'worker', ['ipip', 'none']],
  ['a /32 at the far end', { recorded: { worker: '10.1.5.11/32' } }, 'worker', ['none', 'ipip']],
  [
    'a mask that is narrower than the peer',
    { recorded: { 'control-plane': '10.1.5.10/32', worker: '10.1.5.11/31' } },
    'worker',
    ['ipip', 'none'],
  ],
  [
    'a mask that holds the gateway’s other rack goes by the gateway, which knows no pods',
    { recorded: { 'control-plane': '10.1.5.10/16' } },
    'worker2',
    ['none, lost at outside: it leaves the lab: what becomes of it beyond is not predicted', noAnswer('outside')],
  ],
  [
    'the same with VXLAN: on-link, where no ARP reaches',
    { recorded: { 'control-plane': '10.1.5.10/16' }, calico: { vxlan: 'CrossSubnet' } },
    'worker2',
    [`none, lost at control-plane: ${noArp}`, noAnswer('control-plane')],
  ],
  ['Always in the rack', { calico: { ipip: 'Always' } }, 'worker', ['ipip', 'ipip']],
  ['VXLAN Always in the rack', { calico: { vxlan: 'Always' } }, 'worker', ['vxlan', 'vxlan']],
  ['Never in the rack', { calico: { ipip: 'Never' } }, 'worker', ['none', 'none']],
  [
    'Never across: the gateway knows no pods',
    { calico: { ipip: 'Never' } },
    'worker2',
    ['none, lost at outside: it leaves the lab: what becomes of it beyond is not predicted', noAnswer('outside')],
  ],
] as const)('%s', ([, options, node, expected]) => {
  it(`${expected[0].split(',')[0]} and ${expected[1].split(',')[0]}`, () => {
    expect(ways(options, pod('control-plane'), pod(node))).toEqual(expected)
  })
})

it('wrong autodetection: what leaves by eth0 is not seen at net0', () => {
  const recorded = Object.fromEntries(
    ['control-plane', 'worker', 'worker2', 'worker3'].map((node, index) => [node, `172.18.0.${index + 2}/16`]),
  )
  const [path] = predictPath(pathLab({ recorded }), pod('control-plane'), pod('worker2')).paths
  expect(path?.forward.hops.map(({ tap }) => tap)).toEqual([
    'pod/app-control-plane:eth0',
    'control-plane:cali237defa8a49',
    'control-plane:eth0',
    'worker2:eth0',
    'worker2:calie445d2471ca',
    'pod/app-worker2:eth0',
  ])
  expect(path?.forward.reason).toBe("IPIP CrossSubnet: 172.18.0.4 is inside of control-plane's 172.18.0.2/16, so none")
})

const to = (address: string) => predictPath(pathLab(), pod('control-plane'), address).paths[0]?.forward

describe('addresses that no pod has', () => {
  it('of a block: crosses the fabric, and dies at its node', () => {
    expect(to('10.98.12.100')).toMatchObject({
      encapsulation: 'ipip',
      lost: { at: 'worker2', reason: expect.stringContaining('an address in it that no pod has is dropped silently') },
    })
  })

  it('of no block: leaves plain towards the gateway', () => {
    const way = to('10.98.7.7')
    expect(way?.encapsulation).toBe('none')
    expect(way?.hops.map(({ tap }) => tap)).toContain('gw0:eth1')
  })
})

describe('what the documents do not say', () => {
  it('routes that a gateway has by BGP', () => {
    const lab = pathLab({ bgp: 'to-the-rack', calico: { ipip: 'Never' } })
    expect(() => predictPath(lab, pod('control-plane'), pod('worker2'))).toThrow(PredictionError)
    expect(() => predictPath(lab, pod('control-plane'), pod('worker2'))).toThrow('gw0 speaks BGP with it')
  })

  it('places that are none', () => {
    expect(() => predictPath(pathLab(), 'pod/app-control-plan', 'worker')).toThrow(
      'did you mean pod/app-control-plane?',
    )
  })
})

it('what is beyond the lab is said to be undescribed, and what it sends by Docker’s network is refused', () => {
  expect(predictPath(pathLab(), 'outside', '172.20.20.2')).toMatchObject({ undescribed: ['outside'] })
  expect(() => predictPath(pathLab(), 'outside', '172.18.0.3')).toThrow(
    new PredictionError(
      'by which address outside sends to 172.18.0.3 is in no document',
      'underlay trace shows it, or tracePath(cluster, from, to)',
    ),
  )
})
