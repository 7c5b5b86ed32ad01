import { expect, test } from 'vitest'
import { lookupsOf } from '../../../src/loss/look.ts'
import { readKernel } from '../../../src/loss/read-kernel.ts'
import { flow, outer } from './facts.ts'

const said = `@@ addr
[{"ifname":"net0","flags":["BROADCAST","UP","LOWER_UP"],"mtu":1500,"address":"02:00:00:00:00:10","linkinfo":{"info_kind":"veth"},"addr_info":[{"family":"inet","local":"10.1.0.10","prefixlen":24,"scope":"global"},{"family":"inet6","local":"fe80::1","prefixlen":64,"scope":"link"}]},{}]

@@ route
[{"dst":"default","gateway":"10.1.0.1","dev":"net0","flags":[]}]

@@ route6
RTNETLINK answers: Operation not supported

@@ neigh
[{"dst":"10.1.0.1","dev":"net0","state":["FAILED"]},{"dst":"224.0.0.22","dev":"net0","lladdr":"01:00:5e:00:00:16","state":["NOARP"]}]

@@ fdb
[{"mac":"66:00:00:00:01:10","ifname":"vxlan.calico","dst":"10.1.1.10","flags":["self"],"state":"permanent"}]

@@ ports
[{"ifname":"p1","master":"br-pool0","state":"disabled"},{"ifname":"br-pool0"}]

@@ qdisc
[{"kind":"netem","dev":"eth2","drops":3,"options":{"limit":1000,"loss-random":{"loss":0.05,"correlation":0}}}]

@@ nft
sh: 1: nft: not found

@@ settings
/proc/sys/net/ipv4/ip_forward:1
/proc/sys/net/ipv4/conf/vxlan.calico/rp_filter:2

@@ netstat
TcpExt: SyncookiesSent IPReversePathFilter
TcpExt: 0 7
IpExt: InNoRoutes
IpExt: 2

@@ snmp
Ip: Forwarding InAddrErrors
Ip: 1 4

@@ get 10.98.2.1
[{"dst":"10.98.2.1","gateway":"10.98.2.0","dev":"vxlan.calico","metrics":[{"mtu":1450}],"flags":[]}]

@@ get 10.1.1.10 from 10.1.0.10 iif eth1
RTNETLINK answers: Invalid cross-device link
`

test('what the programs of a place said', () => {
  expect(readKernel(said)).toEqual({
    devices: [
      {
        name: 'net0',
        kind: 'veth',
        mac: '02:00:00:00:00:10',
        addresses: ['10.1.0.10/24'],
        mtuBytes: 1500,
        up: true,
        carrier: true,
      },
    ],
    routes: [expect.objectContaining({ destination: 'default', nextHop: '10.1.0.1' })],
    neighbours: [{ address: '10.1.0.1', device: 'net0', state: 'FAILED' }],
    forwarding: [{ mac: '66:00:00:00:01:10', device: 'vxlan.calico', destination: '10.1.1.10' }],
    ports: [{ device: 'p1', bridge: 'br-pool0', state: 'disabled' }],
    queues: [{ device: 'eth2', kind: 'netem', drops: 3, lossPercent: 5 }],
    ruleset: '',
    settings: { 'net.ipv4.ip_forward': '1', 'net.ipv4.conf.vxlan.calico.rp_filter': '2' },
    counters: {
      TcpExtSyncookiesSent: 0,
      TcpExtIPReversePathFilter: 7,
      IpExtInNoRoutes: 2,
      IpForwarding: 1,
      IpInAddrErrors: 4,
    },
    lookups: [
      { to: '10.98.2.1', route: { type: 'unicast', device: 'vxlan.calico', nextHop: '10.98.2.0', mtuBytes: 1450 } },
      { to: '10.1.1.10', from: '10.1.0.10', device: 'eth1', refusal: 'Invalid cross-device link' },
    ],
  })
})

test('what is asked of the routes: there, as it came, and back; out of its tunnel by the tunnel device', () => {
  expect(lookupsOf({ ...flow, device: 'cali1' })).toEqual([
    '10.98.2.1',
    '10.98.2.1 from 10.98.1.1 iif cali1',
    '10.98.1.1',
  ])
  expect(lookupsOf({ ...flow, outer, device: 'net0' }, 'vxlan.calico')).toEqual([
    '10.1.1.10',
    '10.1.1.10 from 10.1.0.10 iif net0',
    '10.1.0.10',
    '10.98.2.1',
    '10.98.2.1 from 10.98.1.1 iif vxlan.calico',
    '10.98.1.1',
  ])
})

test('nothing that is no address or device reaches the shell', () => {
  expect(lookupsOf({ from: '10.98.1.1', to: '$(reboot)', device: 'eth0; reboot' })).toEqual(['10.98.1.1'])
})
