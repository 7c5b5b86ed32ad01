import { expect, test } from 'vitest'
import { recordedLab } from '../../recording/recorded-lab.ts'

const { flows } = recordedLab()

test('a packet in a tunnel, header by header', () => {
  expect(flows['cross']?.taps['gw0:eth2']?.[0]).toEqual({
    direction: 'forward',
    message: 'echo request',
    protocols: 'eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:icmp',
    headerBytes: 64,
    fields: {
      'eth.src': 'aa:c1:ab:bd:1a:33',
      'eth.dst': 'aa:c1:ab:81:7a:dd',
      'ip.src': '10.1.5.10',
      'ip.dst': '10.1.8.10',
      'ip.ttl': 63,
      'ip.flags.df': false,
      'ip.flags.mf': false,
      'ip.dsfield': 0,
      'ip.len': 134,
      'udp.dstport': 4789,
      'udp.checksum': 'good',
      'vxlan.vni': 4096,
      'eth.src#2': '66:b9:0b:ca:f5:a3',
      'eth.dst#2': '66:c6:88:95:be:c9',
      'ip.src#2': '10.98.81.4',
      'ip.dst#2': '10.98.193.193',
      'ip.ttl#2': 63,
      'ip.flags.df#2': true,
      'ip.flags.mf#2': false,
      'ip.dsfield#2': 0,
      'ip.len#2': 84,
    },
  })
})

test('the messages of a ping and a connection, in their order', () => {
  const messages = flows['same']?.taps['worker:net0']?.map(({ message }) => message) ?? []
  const pings = ['echo request', 'echo reply']
  expect(messages.slice(0, 9)).toEqual([...pings, ...pings, ...pings, 'SYN', 'SYN-ACK', 'segment'])
  expect(new Set(messages.slice(8))).toEqual(new Set(['segment']))
})

test('the sender’s checksum is offloaded, the receiver’s is good', () => {
  const taps = ['control-plane:vxlan.calico', 'worker2:vxlan.calico']
  const syns = taps.map((tap) => flows['cross']?.taps[tap]?.find(({ message }) => message === 'SYN'))
  expect(syns.map((syn) => syn?.fields['tcp.checksum'])).toEqual(['bad', 'good'])
})

test('a tap that saw nothing has no packets', () => {
  expect(flows['same']?.taps['gw0:eth1']).toEqual([])
})
