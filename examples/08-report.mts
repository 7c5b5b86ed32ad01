// %% [markdown]
// # 8. The report
//
// All of it on one page: a file that opens from the disk, needs no network, and can be sent to somebody else. It has the
// lab's picture, the packets of steps 06 and 07 beside the verdicts about them, routes, and the ladder of a packet along its
// path.

// %% The lab as it is now

import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { reportPage } from '@underlay/report'
import { calicoIpipCrossSubnet, connectCluster, gatherReport, pods, tracePath, type Pod } from '@underlay/sdk'
import { argv, echo } from 'zx'

const { name } = calicoIpipCrossSubnet()
await using cluster = await connectCluster({ lab: name, engine: argv.engine })
const app = await pods(cluster)

// %% [markdown]
// Two packets to follow, one in the rack and one across: the page draws both, side by side. Where a step before has failed
// there may be no pods; what there is goes on the page.

// %% Two packets, followed

const failed = argv.failed === undefined ? undefined : { step: String(argv.failed), text: String(argv.error ?? '') }
const podOn = (node: string) => (failed ? app.pods.find((pod) => pod.node === node) : app.on(node))
const ownTaps = ({ place, node, hostInterface }: Pod) => [
  `${place}:eth0`,
  ...(hostInterface ? [`${node}:${hostInterface}`] : []),
]
const tunnelOf = (node: string) => (cluster.cni?.tunnel ? [`${node}:${cluster.cni.tunnel.device}`] : [])
const ways = [
  { title: 'same subnet', node: 'worker', between: ['control-plane:net0', 'worker:net0'] },
  {
    title: 'cross subnet',
    node: 'worker2',
    between: [
      ...tunnelOf('control-plane'),
      'control-plane:net0',
      'gw0:eth1',
      'gw0:eth2',
      'worker2:net0',
      ...tunnelOf('worker2'),
    ],
  },
]
const client = podOn('control-plane')
const flows = []
for (const { title, node, between } of ways) {
  const server = podOn(node)
  if (client === undefined || server === undefined) continue
  const taps = [...ownTaps(client), ...between, ...ownTaps(server)]
  const trace = await tracePath(cluster, client, server, {
    taps,
    explain: false,
    name: `08-${title.replace(' ', '-')}`,
  })
  flows.push({ title, trace })
  const { outcome, forward, reverse } = trace
  assert(failed || outcome === 'answered', `${title}: ${outcome}`)
  echo(`${title}: ${outcome}, seen at ${forward.hops.length} interfaces, its answer at ${reverse?.hops.length ?? 0}`)
}

// %% [markdown]
// The verdicts come from the captures themselves: each assertion wrote its own into the file that it judged. `npm start` says
// since when it runs, so that nothing older is shown, and which step has failed.

// %% One page

const report = await gatherReport(cluster, {
  flows,
  since: argv.since,
  titles: {
    '02-masquerade': 'What leaves the lab, with the address of its way out',
    '06-same-subnet': 'A ping inside the rack, as the pods sent it',
    '06-same-subnet-tcp': 'A megabyte by TCP inside the rack',
    '07-cross-subnet': 'A ping to the other rack: on the tunnel device, on net0, behind the gateway, at its goal',
    '07-cross-subnet-tcp': 'A megabyte by TCP to the other rack',
    '08-same-subnet': 'One marked packet inside the rack, at every interface that matters',
    '08-cross-subnet': 'One marked packet to the other rack, at every interface that matters',
  },
  verdicts: failed ? [{ outcome: 'fail', summary: `${failed.step} failed`, message: failed.text }] : [],
})
const path = join('.underlay', name, 'report.html')
await mkdir(dirname(path), { recursive: true })
await writeFile(path, reportPage(report))
const { captures, verdicts } = report
echo(`✓ ${captures.length} captures, ${verdicts.length} verdicts, ${flows.length} flows on one page`)
echo(`report: ${path}`)

// %% What is next hide

echo('End of the tutorial. The lab stays until: npx zx examples/99-destroy.mts')
