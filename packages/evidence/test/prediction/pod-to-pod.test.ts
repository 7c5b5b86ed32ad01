import { expect, it } from 'vitest'
import { pathTaps, predictPath, type PredictedWay } from '@underlay/evidence'
import { pathLab } from '../build/path-labs.ts'

const [here, sameRack, otherRack] = ['pod/app-control-plane', 'pod/app-worker', 'pod/app-worker2']

function oneWay(way: PredictedWay): string[] {
  return way.hops.map(({ tap, motion, headers }) => {
    const protocols = headers.map(({ name }) => name).join(':')
    const ttls = headers.flatMap(({ fields }) => fields['ip.ttl'] ?? [])
    return `${motion} ${tap} ${protocols} ttl ${ttls.join('/')}`
  })
}

it('predicts IPIP between racks, at every interface of both directions', () => {
  const [path] = predictPath(pathLab(), here, otherRack).paths
  expect(path?.forward && oneWay(path.forward)).toEqual([
    'out pod/app-control-plane:eth0 eth:ip:icmp ttl 64',
    'in control-plane:cali237defa8a49 eth:ip:icmp ttl 64',
    'out control-plane:tunl0 raw:ip:icmp ttl 63',
    'out control-plane:net0 eth:ip:ip:icmp ttl 63/63',
    'in br-pool0:br-pool0-net0 eth:ip:ip:icmp ttl 63/63',
    'out br-pool0:br-pool0-net2 eth:ip:ip:icmp ttl 63/63',
    'in gw0:eth1 eth:ip:ip:icmp ttl 63/63',
    'out gw0:eth2 eth:ip:ip:icmp ttl 62/63',
    'in br-pool1:br-pool1-net2 eth:ip:ip:icmp ttl 62/63',
    'out br-pool1:br-pool1-net0 eth:ip:ip:icmp ttl 62/63',
    'in worker2:net0 eth:ip:ip:icmp ttl 62/63',
    'in worker2:tunl0 raw:ip:icmp ttl 63',
    'out worker2:calie445d2471ca eth:ip:icmp ttl 62',
    'in pod/app-worker2:eth0 eth:ip:icmp ttl 62',
  ])
  expect(path?.forward).toMatchObject({
    encapsulation: 'ipip',
    reason: "IPIP CrossSubnet: 10.1.8.10 is outside of control-plane's 10.1.5.10/24, so ipip",
    largestPacketBytes: 1480,
  })
  expect(path?.reverse.hops.map(({ tap }) => tap)).toEqual(path?.forward.hops.map(({ tap }) => tap).toReversed())
  expect(path?.reverse.reason).toBe("IPIP CrossSubnet: 10.1.5.10 is outside of worker2's 10.1.8.10/24, so ipip")
})

it('predicts plain packets inside a rack, with the MTU of the tunnel', () => {
  const [path] = predictPath(pathLab(), here, sameRack).paths
  expect(path?.forward).toMatchObject({
    encapsulation: 'none',
    reason: "IPIP CrossSubnet: 10.1.5.11 is inside of control-plane's 10.1.5.10/24, so none",
    largestPacketBytes: 1480,
  })
  expect(path?.forward.hops.find(({ device }) => device === 'net0')).toMatchObject({ mtuBytes: 1500, mtuLeftBytes: 20 })
})

it('predicts VXLAN with its own TTL, no DF, and the MACs that Calico derives', () => {
  const [path] = predictPath(pathLab({ calico: { vxlan: 'CrossSubnet' } }), here, otherRack).paths
  const [, outer, udp, vxlan, inner] = path?.forward.hops.find(({ tap }) => tap === 'gw0:eth2')?.headers ?? []
  expect(outer?.fields).toEqual({
    'ip.src': '10.1.5.10',
    'ip.dst': '10.1.8.10',
    'ip.ttl': 63,
    'ip.proto': 17,
    'ip.flags.df': false,
  })
  expect(udp?.fields).toEqual({ 'udp.dstport': 4789 })
  expect(vxlan?.fields).toEqual({ 'vxlan.vni': 4096 })
  expect(inner?.fields['eth.src']).toMatch(/^66:/)
  expect(path?.forward.largestPacketBytes).toBe(1450)
})

it('lists the interfaces of a path once, in the order of the topology', () => {
  const taps = pathTaps(predictPath(pathLab(), here, sameRack))
  expect(taps).toEqual([
    'pod/app-control-plane:eth0',
    'control-plane:cali237defa8a49',
    'control-plane:net0',
    'br-pool0:br-pool0-net0',
    'br-pool0:br-pool0-net1',
    'worker:net0',
    'worker:cali57760a9f69d',
    'pod/app-worker:eth0',
  ])
})

it('says the routes that each place should look up, and what to ask for', () => {
  const [path] = predictPath(pathLab(), here, otherRack).paths
  const question = (tap: string) => path?.forward.hops.find((hop) => hop.tap === tap && hop.motion === 'out')?.route
  expect(question('control-plane:tunl0')).toEqual({
    device: 'tunl0',
    nextHop: '10.1.8.10',
    question: { destination: '10.98.12.65', source: '10.98.95.193', inputDevice: 'cali237defa8a49' },
  })
  expect(question('control-plane:net0')).toEqual({
    device: 'net0',
    nextHop: '10.1.5.1',
    source: '10.1.5.10',
    question: { destination: '10.1.8.10', source: '10.1.5.10' },
  })
})
