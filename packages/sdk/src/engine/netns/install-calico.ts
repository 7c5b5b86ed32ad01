import {
  allocateBlocks,
  calicoSettings,
  describeCluster,
  detectAddress,
  tunnelMtu,
  describeFabric,
  type CalicoOptions,
} from '@underlay/configs'
import { awaitBlocks, startBird } from '../../cni/calico/bgp.ts'
import { planCalicoNode } from '../../cni/calico/plan-node.ts'
import { deriveAutodetection } from '../../cni/calico/autodetection.ts'
import { LabError, LabStateError } from '../../errors.ts'
import { readInterfaces } from '../../interfaces/interfaces.ts'
import type { CalicoNode, CalicoRecord, LabState } from '../../lab/state.ts'
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
    const blocks = allocateBlocks(
      settings,
      cluster.nodes.map(({ name }) => name),
    )
    const underlayMtu = Math.min(...fabric.links.map(({ mtuBytes }) => mtuBytes))
    const entries = await Promise.all(
      cluster.nodes.map(async ({ name, shortName, nodeIp }): Promise<[string, CalicoNode]> => {
        const interfaces = await readInterfaces(host, shortName)
        const found = detectAddress(settings.autodetection, interfaces, nodeIp === undefined ? {} : { nodeIp })
        if (found === undefined) {
          throw new LabStateError(`Calico finds no address on ${shortName} by ${settings.autodetection}`)
        }
        if (verifyAddresses && nodeIp !== undefined && found.address.split('/')[0] !== nodeIp) {
          throw new LabStateError(
            `Calico takes ${found.address} on ${found.interface} for ${shortName}, the kind config says ${nodeIp}`,
            `autodetection: '${deriveAutodetection(fabric)}', or verifyAddresses: false to see what comes of it`,
          )
        }
        return [shortName, { ...found, block: blocks.get(name) ?? '' }]
      }),
    )
    const calico: CalicoRecord = {
      settings,
      tunnelMtuBytes: settings.mtuBytes ?? underlayMtu - tunnelOverhead(settings, underlayMtu),
      nodes: Object.fromEntries(entries),
    }
    const after: LabState = { ...state, calico }
    await applyPlans(
      host,
      Object.keys(calico.nodes).map((node) => planCalicoNode(calico, node)),
    )
    await startBird(host, calico)
    await awaitBlocks(host, calico, timeoutMs)
    await planPods(host, after)
    return after
  }
}

function tunnelOverhead(settings: CalicoRecord['settings'], underlayMtu: number): number {
  return underlayMtu - tunnelMtu(settings, underlayMtu)
}
