import { describe, expect, test } from 'vitest'
import { sanitizeLine } from '../../src/compare/sanitize.ts'
import { sanitizers } from '../../src/compare/sanitizers.ts'
import { compareTexts } from './texts.ts'

test('what stands behind the word node is a version only where it looks like one', () => {
  expect(compareTexts('node 10.1.5.10', 'node 10.1.8.10')).toHaveLength(1)
  expect(compareTexts('node 2', 'node 3')).toHaveLength(1)
  expect(compareTexts('Node 24.1.0, node v22.2', 'Node 26.0.12, node v24')).toEqual([])
})

/** A line of two runs, by the sanitizer that makes them the same. */
const drawn: readonly (readonly [name: string, recorded: string, ran: string])[] = [
  ['time', 'ran at 2026-11-26T02:48:26.123Z', 'ran at 2027-01-02T23:59:59Z'],
  ['time', 'on 2026-11-26', 'on 2027-01-02'],
  ['time', 'Thu Nov 26 02:48:26 UTC 2026', 'Sat Jan  2 23:59:59 UTC 2027'],
  ['time', 'at 02:48:26.5 it was up', 'at 23:59:59.1 it was up'],
  ['mac', 'net0 has 02:a3:53:ba:74:60', 'net0 has 56:e0:4b:b3:2a:fc'],
  ['link-local', 'fe80::a3:53ff:feba:7460 → ff02::2', 'fe80::54e0:4bff:feb3:2afc → ff02::2'],
  ['solicited', ':: → ff02::1:ff96:65e1', ':: → ff02::1:ff16:5e1'],
  ['uuid', 'uid 3f2c1f0e-5a34-4d8e-9a43-0f8c4bb0d8aa', 'uid 11111111-5a34-4d8e-9a43-0f8c4bb0d8ab'],
  ['id', 'container 3f2c1f0e5a34', 'container 0f8c4bb0d8aa'],
  ['id', `containerd://${'3f'.repeat(32)}`, `containerd://${'a1'.repeat(32)}`],
  ['veth', '10.98.81.1 dev cali237defa8a49', '10.98.81.1 dev calie445d2471ca'],
  ['veth', 'vetha1b2c3d: up', 'vethd1b2c3a: up'],
  ['interface index', 'eth0@if12: up', 'eth0@if7: up'],
  ['interface index', '5: net0: <BROADCAST,UP>', '17: net0: <BROADCAST,UP>'],
  ['interface index', 'ifindex 5', 'ifindex 17'],
  ['icmp id', 'Echo (ping) request  id=0x0040, seq=1/256', 'Echo (ping) request  id=0x1f3, seq=1/256'],
  ['checksum', 'Checksum: 0x1f3a', 'Checksum: 0x0000'],
  ['port', '10.98.81.1:40712 → 10.98.85.129:8080', '10.98.81.1:51000 → 10.98.85.129:8080'],
  ['port', '40712 → 8080 [SYN] Seq=0', '51000 → 8080 [SYN] Seq=0'],
  ['port', '8080 → 40712 [SYN, ACK] Seq=0', '8080 → 51000 [SYN, ACK] Seq=0'],
  ['tcp clock', 'TSval=12345 TSecr=0', 'TSval=99 TSecr=1'],
  ['process', 'tcpdump, pid 4711', 'tcpdump, pid 12'],
  ['process', '/proc/4711/ns/net', '/proc/12/ns/net'],
  ['folder', '/tmp/underlay-aB3x/07.pcapng', '/tmp/underlay-zzzz/07.pcapng'],
  ['folder', '/run/user/1000/underlay', '/run/user/0/underlay'],
  ['duration', 'in 0.4 s', 'in 12 ms'],
  ['duration', 'took 3.8e-5', 'took 1.2e-4'],
  ['duration', 'seen 0.002216 later', 'seen 0.000472 later'],
  ['kernel', 'Linux 6.1.0-56-cloud-amd64', 'Linux 6.18.44'],
  ['machine', 'engine netns on microvm (tcg), here', 'engine netns on local, here'],
  ['version', 'ip utility, iproute2-6.1.0, libbpf 1', 'ip utility, iproute2-6.15.0, libbpf 1.5'],
  ['version', 'tcpdump version 4.99.3', 'tcpdump version 5.0.0-PRE'],
  ['version', 'Node v24.21.0', 'Node v26.0.0'],
  ['packets seen', '07.pcapng: 24 packets, 0 dropped', '07.pcapng: 27 packets, 0 dropped'],
  ['segments', 'TCP: 1048576 bytes; net0  none  874 packets', 'TCP: 1048576 bytes; net0  none  953 packets'],
]

describe('what is drawn by lot', () => {
  test.for(drawn)('%s: %s', ([name, recorded, ran]) => {
    expect(sanitizeLine(recorded).drawn.map(({ sanitizer }) => sanitizer.name)).toContain(name)
    expect(compareTexts(recorded, ran)).toEqual([])
  })

  test('every sanitizer is shown by an example', () => {
    const used = drawn.flatMap(([, recorded, ran]) =>
      [recorded, ran].flatMap((line) => sanitizeLine(line).drawn.map(({ sanitizer }) => sanitizer)),
    )
    expect(sanitizers.filter((sanitizer) => !used.includes(sanitizer))).toEqual([])
  })
})

/** What means something, whatever stands around it. */
const meaning: readonly (readonly [recorded: string, ran: string])[] = [
  ['10.98.85.128/26 via 10.1.5.11 dev net0', '10.98.85.128/26 via 10.1.8.11 dev net0'],
  ['fd00:10:98::19:8f26:d841 dev vxlan-v6.calico', 'fd00:10:98::19:8f26:d842 dev vxlan-v6.calico'],
  [
    '✓ gw0:eth2  ipip  10.1.5.10 → 10.1.8.10 | 10.98.81.1 → 10.98.193.193  6 packets',
    '✓ gw0:eth2  none  10.98.81.1 → 10.98.193.193  6 packets',
  ],
  ['control-plane:net0  ipip  6 packets', 'control-plane:net0  none  6 packets'],
  ['control-plane:net0  none  6 packets', 'control-plane:net0  none  5 packets'],
  ['07.pcapng: 24 packets, 0 dropped', '07.pcapng: 24 packets, 3 dropped'],
  ['07.pcapng: 24 packets, 0 dropped', '07.pcapng: 0 packets, 0 dropped'],
  ['TCP: the same SHA-256 at both ends; 874 packets', 'TCP: the same SHA-256 at both ends; 0 packets'],
  ['TCP: the same SHA-256 at both ends; none  874 packets', 'TCP: the same SHA-256 at both ends; vxlan  874 packets'],
  ['TCP: 1048576 bytes', 'TCP: 1048575 bytes'],
  ['Echo (ping) reply    id=0x0040, seq=1/256, ttl=63', 'Echo (ping) reply    id=0x0040, seq=1/256, ttl=62'],
  ['outer ttl 64 → 63', 'outer ttl 64 → 62'],
  ['outer ttl −1, inner untouched', 'outer ttl −2, inner untouched'],
  ['onlink mtu 1450', 'onlink mtu 1430'],
  ['port 4789, VNI 4096', 'port 8472, VNI 4096'],
  ['port 4789, VNI 4096', 'port 4789, VNI 1'],
  ['NodePort 32000 answers', 'NodePort 32001 answers'],
  ['eth:ethertype:ip:ip:icmp:data', 'eth:ethertype:ip:icmp:data'],
  [
    '✓ pod/app-control-plane → pod/app-worker2: icmp is answered',
    '✓ pod/app-control-plane → pod/app-worker2: icmp is not answered',
  ],
  ['lab demo: engine netns on local', 'lab demo: engine kind on local'],
  ['calico, modelled; IPIP CrossSubnet', 'calico, modelled; IPIP Always'],
  ['calico v3.32.1', 'calico v3.33.0'],
  ['image: kindest/node:v1.27.3', 'image: kindest/node:v1.36.1'],
  ['6 sessions, all Established', '5 sessions, all Established'],
  ['neighbor 10.1.0.10 remote-as 4200000001', 'neighbor 10.1.0.10 remote-as 4200000002'],
  ['remote-as 64512', 'remote-as 64513'],
  ['lladdr ee:ee:ee:ee:ee:ee', 'lladdr 02:a3:53:ba:74:60'],
  ['eth.dst ff:ff:ff:ff:ff:ff', 'eth.dst 02:a3:53:ba:74:60'],
  ['dst 224.0.0.5', 'dst 224.0.0.6'],
  ['br-pool0:br-pool0-net0 ↔ server1:net0  1500', 'br-pool0:br-pool0-net1 ↔ server1:net0  1500'],
  ['10.98.81.1 dev cali237defa8a49', '10.98.81.1 dev tunl0'],
  ['captures/07-cross-subnet.pcapng', 'captures/06-cross-subnet.pcapng'],
  [`image sha256:${'3f'.repeat(32)}`, `image sha256:${'a1'.repeat(32)}`],
  ['72 pairs of pods, all answered', '71 pairs of pods, all answered'],
]

describe('what no sanitizer hides', () => {
  test.for(meaning)('%s ≠ %s', ([recorded, ran]) => {
    expect(compareTexts(recorded, ran)).toEqual([['stdout, line 1', recorded, ran]])
    expect(compareTexts(recorded, recorded)).toEqual([])
  })
})
