import { globSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { tracesAfter } from '../../packages/sdk/test/lab/leftovers.ts'
import { exampleFolder } from './run-example.ts'

const { run, folder, remove } = exampleFolder()
afterAll(remove)

const pods = String.raw`10\.98\.\d+\.\d+ → 10\.98\.\d+\.\d+`
const pods6 = String.raw`fd00:10:98::[0-9a-f:]+ → fd00:10:98::[0-9a-f:]+`

/** The lines that each lab must print; its documents say on which kernel it runs. */
const labs = [
  {
    example: '10',
    lab: 'custom-lab',
    verdicts: [
      String.raw`✓ 72 pairs of pods, all answered`,
      String.raw`✓ control-plane:net0  none  ${pods}  6 packets`,
      String.raw`✓ gw0:eth2  vxlan  10\.1\.0\.10 → 10\.1\.1\.10 \| ${pods}  6 packets`,
      String.raw`✓ gw0:eth3  vxlan  10\.1\.0\.10 → 10\.1\.2\.10 \| ${pods}  6 packets`,
    ],
  },
  {
    example: '11',
    lab: 'route-reflector',
    verdicts: [
      String.raw`✓ 9 sessions, all Established, where a mesh has 15; nodes speak to the reflectors only`,
      String.raw`✓ the next hop of every block is the node that has it`,
      String.raw`✓ control-plane:net0  ipip  10\.1\.0\.10 → 10\.1\.1\.12 \| ${pods}  6 packets`,
    ],
  },
  {
    example: '12',
    lab: 'bgp-to-the-rack',
    verdicts: [
      String.raw`✓ gw0 has a route to the block of every node`,
      String.raw`✓ gw0:eth2  none  ${pods}  6 packets`,
      String.raw`✓ worker2:net0  none  ${pods}  6 packets`,
      String.raw`✓ control-plane:net0 → gw0:eth2  6 packets  inner ttl −1`,
    ],
  },
  {
    example: '13',
    lab: 'vxlan',
    verdicts: [
      String.raw`✓ no BGP session: the routes are there without`,
      String.raw`✓ worker2:net0  vxlan  10\.1\.0\.10 → 10\.1\.1\.10 \| ${pods}  6 packets`,
      String.raw`✓ port 4789, VNI 4096; outer ttl 64, inner ttl 63 behind the first node`,
      String.raw`✓ TCP: 1048576 bytes, the same SHA-256 at both ends; control-plane:net0  vxlan .*`,
    ],
  },
  {
    example: '14',
    lab: 'dual-stack',
    verdicts: [
      String.raw`✓ IPv4: control-plane:net0, gw0:eth2  vxlan  10\.1\.0\.10 → 10\.1\.1\.10 \| ${pods}  12 packets`,
      String.raw`✓ IPv6: control-plane:net0  none  ${pods6}  6 packets`,
      String.raw`✓ IPv6: control-plane:net0, gw0:eth2  vxlan  fd00:10:1::10 → fd00:10:1:1::10 \| ${pods6}  12 packets`,
    ],
  },
  {
    example: '15',
    lab: 'live-capture',
    verdicts: [
      String.raw`\d+  control-plane:vxlan\.calico  eth:ethertype:ip:icmp:data`,
      String.raw`\d+  worker:net0  eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:icmp:data`,
      String.raw`✓ worker:net0  vxlan  10\.1\.0\.10 → 10\.1\.1\.10 \| ${pods}  6 packets`,
      String.raw`✓ 30 packets seen, 0 dropped; .* says what was asserted`,
    ],
  },
  {
    example: '17',
    lab: 'trace-path',
    verdicts: [
      String.raw`✓ the same packet at 14 interfaces, its answer at 14`,
      String.raw`✓ pod/app-control-plane → pod/app-worker2  vxlan there, vxlan back  28 predicted hops, 10 routes, 28 sightings agree`,
      String.raw`✓ pod/app-control-plane → default/app  .* agree, by 10\.98\.\d+\.\d+`,
      String.raw`✓ pod/app-control-plane → 10\.98\.\d+\.\d+  .* agree, lost as predicted`,
    ],
  },
  {
    example: '16',
    lab: 'sabotage',
    verdicts: [
      String.raw`✓ pod/app-control-plane → pod/app-worker2: 1450 bytes pass, one more does not`,
      String.raw`  cause: br-pool1: the MTU of br-pool1-net2 is 1400, and the documents say 1500`,
      String.raw`✓ red: it names the port`,
      String.raw`  cause: gw0: the nft rule "udp dport 4789 drop" in ip underlay-fault fault dropped \d+ packets`,
      String.raw`✓ red: it names the rule`,
      String.raw`✓ pod/app-control-plane → pod/app-worker2: icmp is answered`,
    ],
  },
]

test.for(labs)('$lab: its verdicts, and nothing is left', async ({ example, lab, verdicts }) => {
  const { code, output } = await run(example, '--engine', 'netns')
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' })
  for (const verdict of verdicts) expect(output).toMatch(new RegExp(`^${verdict}$`, 'm'))
  expect(await tracesAfter(lab, 2000)).toEqual([])
  // The captures stay.
  expect(globSync('**/*.sock', { cwd: folder })).toEqual([])
})
