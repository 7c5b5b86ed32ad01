import { expect, test } from 'vitest'
import { renderLinuxGateway } from '../../src/index.ts'
import { routedGateway } from './routed-gateway.ts'

test('addresses of both families, VLANs and static routes as plain Linux', () => {
  const { sysctls, links, ipBatch } = renderLinuxGateway(routedGateway)
  expect(sysctls).toEqual([
    ['net.ipv4.ip_forward', '1'],
    ['net.ipv6.conf.all.forwarding', '1'],
  ])
  expect(links).toEqual([{ device: 'eth1.10', ip: 'link add link eth1 name eth1.10 type vlan id 10' }])
  expect(ipBatch).toEqual([
    'addr replace 10.1.5.1/24 dev eth1',
    'addr replace fd00:10:1:5::1/64 dev eth1 nodad',
    'link set eth1 up',
    'addr replace 10.1.10.1/24 dev eth1.10',
    'link set eth1.10 up',
    'addr replace 10.1.8.1/24 dev eth2',
    'addr replace fd00:10:1:8::1/64 dev eth2 nodad',
    'link set eth2 up',
    'route replace 10.99.0.0/16 via 10.1.5.9 proto static',
    'route replace fd00:99::/48 via fd00:10:1:5::9 proto static',
  ])
})

test('BGP is BIRD’s', () => {
  expect(renderLinuxGateway(routedGateway).birdConf).toBe(`router id 10.1.5.1;
protocol device { scan time 10; }
protocol direct { ipv4; ipv6; }
protocol static own4 {
  ipv4;
  route 10.1.5.0/24 blackhole;
}
protocol kernel kernel4 {
  learn;
  metric 20;
  merge paths on;
  scan time 10;
  ipv4 { import all; export where source = RTS_BGP; };
}
protocol static own6 {
  ipv6;
  route fd00:10:1:5::/64 blackhole;
}
protocol kernel kernel6 {
  learn;
  metric 20;
  merge paths on;
  scan time 10;
  ipv6 { import all; export where source = RTS_BGP; };
}
protocol bgp neighbor1 {
  description "the first, of rack 0";
  local as 65000;
  neighbor 10.1.5.10 as 65000;
  rr client;
  connect delay time 1;
  connect retry time 1;
  error wait time 1, 2;
  ipv4 { import all; export where source = RTS_BGP || net ~ [ 10.1.5.0/24 ]; };
}
protocol bgp neighbor2 {
  local as 65000;
  neighbor 10.1.8.10 as 64512;
  passive;
  connect delay time 1;
  connect retry time 1;
  error wait time 1, 2;
  ipv4 { import all; export where source = RTS_BGP || net ~ [ 10.1.5.0/24 ]; };
}
protocol bgp neighbor3 {
  local as 65000;
  neighbor fd00:10:1:8::10 as 64512;
  connect delay time 1;
  connect retry time 1;
  error wait time 1, 2;
  ipv6 { import all; export where source = RTS_BGP || net ~ [ fd00:10:1:5::/64 ]; };
}
`)
})

test('a gateway without BGP has no BIRD', () => {
  expect(renderLinuxGateway({ hostName: 'gw0', interfaces: [], sourceNat: [] }).birdConf).toBeUndefined()
})
