import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  addressAt,
  allocateBlocks,
  calicoIpipCrossSubnet,
  calicoSettings,
  calicoTunnel,
  describeCluster,
  graphMermaid,
  labGraph,
} from '@underlay/configs'
import { expect, test } from 'vitest'

const { kind, clab, files, calico } = calicoIpipCrossSubnet()
const { nodes, ...cluster } = describeCluster(kind)
const [settings] = calicoSettings(calico, cluster).pools
const pool = { ...settings, tunnel: calicoTunnel(settings) }
const blockOf = allocateBlocks(
  pool,
  nodes.map(({ name }) => name),
)
const blocks = nodes.map((node) => ({ ...node, block: blockOf.get(node.name) ?? '' }))
const graph = labGraph(kind, clab, {
  files,
  cni: {
    name: 'calico',
    podCidr: pool.cidr,
    ipip: pool.ipip,
    vxlan: pool.vxlan,
    tunnel: pool.tunnel,
    pools: [pool],
    nodes: Object.fromEntries(
      blocks.map(({ name, nodeIp = '', block }) => [name, { address: nodeIp, blocks: [block] }]),
    ),
  },
  pods: blocks.map(({ shortName: node, block }) => ({ place: `pod/app-${node}`, node, ips: [addressAt(block, 1)] })),
})

test("the README's picture is drawn from the lab's documents", () => {
  const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8')
  expect(/```mermaid\n(.*?)\n```/s.exec(readme)?.[1]).toBe(graphMermaid(graph))
})
