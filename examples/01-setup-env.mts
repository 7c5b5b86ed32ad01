// %% [markdown]
// # 1. The environment
//
// A kind cluster of four nodes in two racks, without a CNI. The nodes will stand behind different routers, so each is told
// the address that the fabric will give it (`node-ip`) before there is any fabric.
//
// Two documents describe the lab: a kind config says which nodes there are, a containerlab topology how they are wired.

// %% The documents

import assert from 'node:assert/strict'
import {
  calicoIpipCrossSubnet,
  createKindCluster,
  installNodeTools,
  labGraph,
  labPicture,
  nodes,
  removeControlPlaneTaint,
  renderKindConfig,
  shellCommand,
  show,
  table,
} from '@underlay/sdk'
import { argv, echo } from 'zx'

const lab = calicoIpipCrossSubnet()
echo(renderKindConfig(lab.kind))

// %% [markdown]
// What the two documents together describe: a bridge for each rack, and the gateway `gw0` between them. Up to now it is a
// drawing; this step makes the nodes, the next one the rest.

// %% What it will look like

show(await labPicture(labGraph(lab.kind, lab.clab, { files: lab.files })))

// %% [markdown]
// The lab outlives this script: the next ones find it by its name, and `99-destroy.mts` ends it. `--engine kind` builds it
// from containers with real Kubernetes, `--engine netns` from network namespaces: in this machine's own kernel where that
// can make all that the documents need, else in a microVM.

// %% The cluster timeout="15m"

const { engine, host, image } = argv
await using cluster = await createKindCluster(lab.kind, { lifetime: 'persistent', engine, host, image, lab })
const { kind: machine, kernel, accelerator } = cluster.host
echo(`lab ${cluster.name}: engine ${cluster.engine} on ${machine} (${accelerator}), Linux ${kernel}`)

// %% [markdown]
// Pods are to run on the control plane too, so its taint goes; and every node needs the tools to look with.

// %% Taint and tools timeout="5m"

await removeControlPlaneTaint(cluster)
const tools = await installNodeTools(cluster)
for (const [tool, version] of Object.entries(tools)) echo(`${tool}: ${version}`)

// %% [markdown]
// Every node has its `node-ip` by declaration, but no `internal-ip`: no interface carries the address yet. Without a CNI
// Kubernetes calls all of them NotReady.

// %% The nodes

const list = await nodes(cluster)
show(
  table(
    list.map(({ name, ready, role, labels, address, internalIp }) => ({
      name,
      status: ready ? 'Ready' : 'NotReady',
      role,
      rack: labels.rack,
      'node-ip': address,
      'internal-ip': internalIp ?? '<none>',
    })),
  ),
)

const declared = { 'control-plane': '10.1.5.10', worker: '10.1.5.11', worker2: '10.1.8.10', worker3: '10.1.8.11' }
assert.deepEqual(Object.fromEntries(list.map(({ place, address }) => [place, address])), declared)
echo('✓ 4 nodes, with the declared node-ips')
assert.deepEqual(
  list.map(({ labels }) => labels.rack),
  ['rack0', 'rack0', 'rack1', 'rack1'],
)
echo('✓ two nodes in rack0, two in rack1')
assert.deepEqual(
  list.flatMap(({ taints }) => taints.filter((taint) => taint.includes('control-plane'))),
  [],
)
echo('✓ no node is tainted as a control plane')
assert.deepEqual(Object.keys(tools), ['ip', 'ping', 'tcpdump', 'bridge'])
echo('✓ node tools are there')
if (list.some(({ internalIp }) => internalIp !== undefined)) {
  echo('The lab was there already, with its fabric: the next steps may be run again, 99-destroy.mts ends it.')
} else {
  assert(list.every(({ ready }) => !ready))
  echo('✓ all nodes are NotReady, and no interface has their address yet: there is neither fabric nor CNI')
}

// %% Look around hide

echo(`A shell in a node: ${shellCommand(cluster.node('control-plane'))}`)
echo('Next: npx zx examples/02-setup-clab.mts')
