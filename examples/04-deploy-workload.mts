// %% [markdown]
// # 4. The workload
//
// A DaemonSet, so that one pod runs on every node, and a NodePort Service in front of it.

// %% The manifests

import assert from 'node:assert/strict'
import {
  calicoIpipCrossSubnet,
  clusterGraph,
  connectCluster,
  deployWorkload,
  httpGet,
  labPicture,
  nodes,
  renderManifests,
  shellCommand,
  show,
  table,
} from '@underlay/sdk'
import { argv, echo } from 'zx'

const { name, workload } = calicoIpipCrossSubnet()
echo(renderManifests(workload))

// %% [markdown]
// A pod's address comes from its node's block. Its eth0 is one end of a veth pair; the other end lies in its node.

// %% The pods timeout="5m"

await using cluster = await connectCluster({ lab: name, engine: argv.engine })
const app = await deployWorkload(cluster, workload)

show(
  table(
    app.pods.map(({ name, node, address, hostInterface }) => ({ pod: name, node, ip: address, veth: hostInterface })),
  ),
)
const list = await nodes(cluster)
assert.deepEqual(
  app.pods.map(({ node }) => node),
  list.map(({ place }) => place),
)
echo('✓ one pod on every node, the control plane included')

// %% The whole lab

show(await labPicture(await clusterGraph(cluster)))

// %% [markdown]
// From outside by the nodes' addresses in Docker's network, and from a pod by those of the fabric: any node answers for any
// pod. Which one it is, is drawn by lot, and what it says is the image's affair.

// %% The NodePort answers

const answers = await Promise.all(
  list.map(async (node) => {
    const [outside, inside] = await Promise.all([
      httpGet(cluster.outside, `http://${node.dockerAddress}:32000/`),
      httpGet(app.on('worker3'), `http://${node.address}:32000/`),
    ])
    return { node: node.place, 'from outside': outside.status, 'from a pod': inside.status }
  }),
)
show(table(answers))
assert(answers.every((answer) => answer['from outside'] < 500 && answer['from a pod'] < 500))
echo('✓ the NodePort 32000 answers on every node, from outside and from a pod')

// %% Look around hide

echo(`A shell in a pod: ${shellCommand(app.on('worker2'))}`)
echo('Next: npx zx examples/05-check-routes.mts')
