import {
  allocateBlocks,
  calicoSettings,
  describeCluster,
  detectAddress,
  tunnelMtu,
  describeFabric,
  type CalicoOptions,
  type CalicoSettings,
  type ClusterModel,
} from '@underlay/configs'
import { awaitBlocks, startBird } from '../../cni/calico/bgp.ts'
import { planCalicoNode } from '../../cni/calico/plan-node.ts'
import { deriveAutodetection } from '../../cni/calico/autodetection.ts'
import { LabError, LabStateError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { readInterfaces } from '../../interfaces/interfaces.ts'
import type { CalicoNode, CalicoRecord } from '../../cni/record.ts'
import type { LabState } from '../../lab/state.ts'
import { applyPlans } from '../../plan/plan.ts'
import { planPods } from './deploy-objects.ts'
import type { Change } from './netns-engine.ts'

/** How to install; all are decided by `installCalico`. */
export interface InstallOptions {
  readonly timeoutMs: number
  readonly verifyAddresses: boolean
}

/**
 * Does on every node what Calico does: finds the node's address, takes a block, sets up the tunnel device and the
 * rules, and starts BIRD; waits until every node has a route to every other node's block.
 *
 * @throws LabError when the settings ask for VXLAN, which is not modelled.
 * @throws LabStateError when no fabric is attached, or a node's address is not the declared one.
 * @throws LabTimeoutError with the routes that did not come.
 */
export function installModelledCalico(options: CalicoOptions, { timeoutMs, verifyAddresses }: InstallOptions): Change {
  return async (state, host) => {
    const cluster = describeCluster(state.kind)
    if (state.fabric === undefined) {
      throw new LabStateError(
        'a CNI needs the fabric, and none is attached',
        'attachClabFabric(cluster, topology) first',
      )
    }
    const fabric = describeFabric(state.fabric.topology, { cluster, files: state.fabric.files })
    const autodetection = options.autodetection ?? deriveAutodetection(fabric)
    const settings = calicoSettings({ ...options, autodetection }, { podSubnet: cluster.podSubnet })
    if (settings.vxlan !== 'Never') {
      throw new LabError(
        `vxlan: ${settings.vxlan} is not modelled by the netns engine`,
        "ipip: 'CrossSubnet', or 'Always'",
      )
    }
    const underlayMtu = Math.min(...fabric.links.map(({ mtuBytes }) => mtuBytes))
    const calico: CalicoRecord = {
      name: 'calico',
      settings,
      tunnelMtuBytes: settings.mtuBytes ?? tunnelMtu(settings, underlayMtu),
      nodes: await detectNodes(host, cluster, settings, verifyAddresses ? deriveAutodetection(fabric) : undefined),
    }
    const moved = Object.keys(calico.nodes).filter((node) => {
      const before = state.cni?.nodes[node]
      return before !== undefined && before.block !== calico.nodes[node]?.block
    })
    if (moved.length > 0 && state.pods.length > 0) {
      const fix = 'the cidr and blockSize as before, or a new lab'
      throw new LabStateError(`the pods on ${moved.join(', ')} would lose their addresses to other blocks`, fix)
    }
    const after: LabState = { ...state, cni: calico }
    await applyPlans(
      host,
      Object.keys(calico.nodes).map((node) => planCalicoNode(calico, node, moved.includes(node))),
    )
    await startBird(host, calico)
    await awaitBlocks(host, calico, timeoutMs)
    await planPods(host, after)
    return after
  }
}

// With `advice`, an address that is not the declared one is refused, and the advice given.
async function detectNodes(
  host: Host,
  { nodes }: ClusterModel,
  settings: CalicoSettings,
  advice: string | undefined,
): Promise<Record<string, CalicoNode>> {
  const names = nodes.map(({ name }) => name)
  const blocks = allocateBlocks(settings, names)
  const wrong: string[] = []
  const found: [string, CalicoNode][] = []
  const interfaces = await Promise.all(nodes.map(({ shortName }) => readInterfaces(host, shortName)))
  for (const [index, { name, shortName, nodeIp }] of nodes.entries()) {
    const own = detectAddress(settings.autodetection, interfaces[index] ?? [], nodeIp === undefined ? {} : { nodeIp })
    const block = blocks.get(name)
    if (own === undefined || block === undefined) {
      wrong.push(`Calico finds no address on ${shortName} by ${settings.autodetection}`)
      continue
    }
    found.push([shortName, { ...own, block }])
    if (advice === undefined || nodeIp === undefined || own.address.split('/')[0] === nodeIp) continue
    wrong.push(`Calico takes ${own.address} on ${own.interface} for ${shortName}, the kind config says ${nodeIp}`)
  }
  if (wrong.length === 0) return Object.fromEntries(found)
  const fix = advice && `autodetection: '${advice}', or verifyAddresses: false to see what comes of it`
  throw new LabStateError(wrong.join('\n'), fix)
}
