// # 4. The workload
//
// A DaemonSet, so that one pod runs on every node, and a NodePort Service in front of it.

import assert from 'node:assert/strict'
import {
  calicoIpipCrossSubnet,
  connectCluster,
  deployWorkload,
  formatTable,
  httpGet,
  nodes,
  renderManifests,
  shellCommand,
} from '@underlay/sdk'
import { argv, echo } from 'zx'

const { name, workload } = calicoIpipCrossSubnet()
echo(renderManifests(workload))

await using cluster = await connectCluster({ lab: name, engine: argv.engine })
const app = await deployWorkload(cluster, workload)

echo(
  formatTable(
    app.pods.map(({ name, node, address, hostInterface }) => ({ pod: name, node, ip: address, veth: hostInterface })),
  ),
)
const list = await nodes(cluster)
assert.deepEqual(
  app.pods.map(({ node }) => node),
  list.map(({ place }) => place),
)
echo('✓ one pod on every node, the control plane included')

// From outside by the nodes' addresses in Docker's network; any node answers for any pod. What it says is the image's affair.

const answers = await Promise.all(
  list.map(async (node) => {
    const { status, text } = await httpGet(cluster.outside, `http://${node.dockerAddress}:32000/`)
    const inside = await httpGet(app.on('worker3'), `http://${node.address}:32000/`)
    return { node: node.place, statuses: [status, inside.status], answer: text().trim().split('\n')[0] }
  }),
)
echo(formatTable(answers.map(({ node, statuses, answer }) => ({ node, status: statuses[0], answer }))))
assert(answers.every(({ statuses }) => statuses.every((status) => status < 500)))
echo('✓ the NodePort 32000 answers on every node, from outside and from a pod')

echo(`\nA shell in a pod: ${shellCommand(app.on('worker2'))}`)
echo('Next: npx zx examples/05-check-routes.mts')
