import { describe, expect, test } from 'vitest'
import type { CalicoOptions } from '../../src/index.ts'
import { calicoMtu, calicoSettings } from '../../src/index.ts'
import { refusal } from '../refusal.ts'

const CLUSTER = { podSubnet: '10.98.0.0/16' }
const settings = (options: CalicoOptions = {}) => calicoSettings(options, CLUSTER)

test("left out, everything is as in Calico's manifest", () => {
  expect(settings()).toEqual({
    pools: [
      {
        name: 'default-ipv4-ippool',
        cidr: '10.98.0.0/16',
        ipip: 'Always',
        vxlan: 'Never',
        blockSize: 26,
        natOutgoing: true,
        nodeSelector: 'all()',
      },
    ],
    backend: 'bird',
    natOutgoingExclusions: 'IPPoolsOnly',
    autodetection: 'first-found',
    asNumber: 64512,
    bgp: { mesh: true, nodeAsNumbers: {}, routeReflectors: {}, peers: [] },
  })
})

test('one encapsulation given means Never for the other', () => {
  expect(settings({ ipip: 'CrossSubnet' }).pools).toMatchObject([{ ipip: 'CrossSubnet', vxlan: 'Never' }])
  expect(settings({ vxlan: 'CrossSubnet' }).pools).toMatchObject([{ ipip: 'Never', vxlan: 'CrossSubnet' }])
  expect(settings({ ipip: 'Never' }).pools).toMatchObject([{ ipip: 'Never', vxlan: 'Never' }])
})

describe('is refused', () => {
  test.for([
    [
      { ipip: 'Always', vxlan: 'CrossSubnet' },
      'vxlan is CrossSubnet while ipip is Always; a pool has one encapsulation: set one of them to Never',
    ],
    [{ ipip: 'crossSubnet' }, "ipip must be one of Always, CrossSubnet, Never, is 'crossSubnet'"],
    [{ blockSize: 19 }, 'blockSize must be an integer from 20 to 32, is 19'],
    [{ blockSize: 33 }, 'blockSize must be an integer from 20 to 32, is 33'],
    [
      { cidr: '10.98.0.0/27' },
      'cidr 10.98.0.0/27 is smaller than one block (/26); use a wider cidr or a longer blockSize',
    ],
    [{ cidr: '10.99.0.0/16' }, 'cidr 10.99.0.0/16 is not inside the podSubnet 10.98.0.0/16 of the kind config'],
    [{ cidr: '10.98.4.1/24' }, 'cidr 10.98.4.1/24 has host bits set; write 10.98.4.0/24'],
    [{ cidr: '10.98' }, "cidr '10.98' is not a CIDR such as 10.98.0.0/16"],
    [{ asNumber: 0 }, 'asNumber must be an integer from 1 to 4294967295, is 0'],
    [{ mtuBytes: 100 }, 'mtuBytes must be an integer from 576 to 65535, is 100'],
    [{ natOutgoing: 'yes' }, "natOutgoing must be true or false, is 'yes'"],
    [
      { mtu: 1480 },
      'mtu is not a known key; known: ipip, vxlan, cidr, blockSize, natOutgoing, pools, natOutgoingExclusions, mtuBytes, autodetection, asNumber, bgp',
    ],
    [{ blocksize: 26 }, "blocksize is not a known key; did you mean 'blockSize'?"],
    [
      { autodetection: 'first_found' },
      "autodetection 'first_found' is no autodetection method; did you mean 'first-found'?",
    ],
    [{ autodetection: 'interface=' }, "autodetection interface=: '' is empty; write a pattern such as net0 or eth.*"],
    [{ autodetection: 'interface=eth[' }, "autodetection interface=: 'eth[' is not a regular expression"],
    [
      { autodetection: 'skip-interface=(a+)+' },
      "autodetection skip-interface=: '(a+)+' repeats a group, which is not supported; repeat a single character or class",
    ],
    [
      { autodetection: `interface=${'a*'.repeat(9)}` },
      "autodetection interface=: 'a*a*a*a*a*a*a*a*a*' has more than 8 repetitions",
    ],
    [
      { autodetection: 'interface=eth(?!0)' },
      "autodetection interface=: 'eth(?!0)' uses look-around, flags or back-references, which is not supported",
    ],
    [{ autodetection: 'interface=(eth|)' }, "autodetection interface=: '(eth|)' has an empty alternative; remove it"],
    [{ autodetection: 'cidr=10.1.0.0/16, 10.2' }, "autodetection cidr=: '10.2' is not a CIDR such as 10.1.0.0/16"],
    [{ autodetection: 'can-reach=a b' }, "autodetection can-reach= wants an address or a host name, not 'a b'"],
  ] as const)('%o', ([options, line]) => {
    expect(refusal(() => settings(options as CalicoOptions))).toEqual([`calico options ${line}`])
  })

  test('all at once', () => {
    expect(refusal(() => settings({ blockSize: 8, cidr: '10.99.0.0/16', asNumber: -1 }))).toHaveLength(3)
  })
})

const podMtu = (options: CalicoOptions): number => calicoMtu(settings(options), 1500).pod

test('the MTU leaves room for the encapsulation', () => {
  expect(podMtu({ ipip: 'CrossSubnet' })).toBe(1480)
  expect(podMtu({ vxlan: 'CrossSubnet' })).toBe(1450)
  expect(podMtu({ ipip: 'Never' })).toBe(1500)
  expect(podMtu({ ipip: 'Always', mtuBytes: 1440 })).toBe(1440)
})
