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
import { echo } from 'zx'

const { name, workload } = calicoIpipCrossSubnet()
echo(renderManifests(workload))

await using cluster = await connectCluster({ lab: name })
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

// From outside, a node's address in Docker's network; any node answers for any pod.

const answers = await Promise.all(
  list.map(async (node, index) => {
    const { status, text } = await httpGet(cluster.outside, `http://172.18.0.${index + 2}:32000/`)
    const inside = await httpGet(app.on('worker3'), `http://${node.address}:32000/`)
    return { node: node.place, statuses: [status, inside.status], answer: text().trim() }
  }),
)
echo(formatTable(answers.map(({ node, answer }) => ({ node, answer }))))
assert(answers.every(({ statuses }) => statuses.every((status) => status === 200)))
echo('✓ the NodePort 32000 answers on every node, from outside and from a pod')

echo(`\nA shell in a pod: ${shellCommand(app.on('worker2'))}`)
echo('Next: npx zx examples/05-check-routes.mts')
