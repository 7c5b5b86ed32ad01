import { describeCluster, kernelNeeds } from '@underlay/configs'
import { deriveAutodetection } from '../../cni/calico/autodetection.ts'
import { detectNodes as detectCalicoNodes } from '../../cni/calico/detect-nodes.ts'
import { detectNodes as detectFlannelNodes } from '../../cni/flannel/detect-nodes.ts'
import type { CniRecord } from '../../cni/record.ts'
import { LabStateError } from '../../errors.ts'
import { attachFabric } from '../../fabric/attach-fabric.ts'
import { kindNetwork, outside } from '../../fabric/outside.ts'
import { requireFeatures } from '../../host/features.ts'
import type { Host } from '../../host/host.ts'
import { growthOf, type GrownDocuments } from '../../lab/growth.ts'
import type { LabState } from '../../lab/state.ts'
import { observeDevices } from '../../plan/observe.ts'
import { applyPlans } from '../../plan/plan.ts'
import { reschedule } from './deploy-objects.ts'
import { fabricOf } from './installed-fabric.ts'
import { controlPlaneTaint, type Change } from './netns-engine.ts'
import { planCluster } from './plan-cluster.ts'
import { programCni } from './program-cni.ts'
import { takeBackGrowth } from './take-back-growth.ts'

/**
 * Adds nodes to the lab: makes them, wires their links, lets the CNI know of them, and starts the pods that belong there.
 * What runs goes on. When a step fails, or the signal comes, the new nodes are taken away again.
 *
 * @throws LabStateError when no fabric is attached, or the documents do not have all that the lab has.
 */
export function addNodes(grown: GrownDocuments, signal?: AbortSignal): Change {
  return async (state, host) => {
    const { fabric } = state
    if (fabric === undefined) {
      throw new LabStateError('the lab has no fabric that could grow', 'attachClabFabric(cluster, topology) first')
    }
    const growth = growthOf({ kind: state.kind, fabric }, grown)
    const { kind, topology, files } = grown
    await requireFeatures(host, kernelNeeds({ kind, clab: topology, files }))
    let begun: LabState = { ...state, growing: grown }
    await host.saveState(begun)
    try {
      await makeNodes(host, grown, new Set(growth.nodes))
      signal?.throwIfAborted()
      const record = { topology, files }
      const taints = { ...taintsOf(grown, growth.nodes), ...state.taints }
      const site = { host, save: async () => {}, docker: kindNetwork }
      const wired = await attachFabric<LabState>({ ...state, kind, taints, fabric: record }, record, site)
      signal?.throwIfAborted()
      if (wired.cni === undefined) return wired
      const cni = await grownCni(host, wired, wired.cni)
      begun = { ...state, growing: { ...grown, cni } }
      await host.saveState(begun)
      await programCni(host, wired, cni)
      signal?.throwIfAborted()
      return await reschedule(host, state, { ...wired, cni })
    } catch (error) {
      // What cannot be taken back now is by the next change.
      await takeBackGrowth(host, begun).then(
        (before) => host.saveState(before),
        () => {},
      )
      throw error
    }
  }
}

async function makeNodes(host: Host, { kind }: GrownDocuments, added: ReadonlySet<string>): Promise<void> {
  const { first, rest } = planCluster(describeCluster(kind), await observeDevices(host))
  // The others have got their default route from the fabric.
  const plans = rest.filter(({ namespace }) => namespace === outside || added.has(namespace))
  await applyPlans(host, [first], plans)
}

function taintsOf({ kind }: GrownDocuments, added: readonly string[]): LabState['taints'] {
  const nodes = describeCluster(kind).nodes.filter(({ shortName }) => added.includes(shortName))
  return Object.fromEntries(
    nodes.map(({ shortName, role }) => [shortName, role === 'control-plane' ? [controlPlaneTaint] : []]),
  )
}

/** The CNI with what it finds on the new nodes; those that it has keep their addresses and networks. */
async function grownCni(host: Host, state: LabState, cni: CniRecord): Promise<CniRecord> {
  const cluster = describeCluster(state.kind)
  if (cni.name === 'calico') {
    const advice = deriveAutodetection(fabricOf(state))
    return { ...cni, nodes: await detectCalicoNodes(host, cluster, cni.settings, { before: cni, advice }) }
  }
  const { nodes } = await detectFlannelNodes(host, cluster, cni.settings, {
    verify: true,
    advice: 'an address of the declared node-ip on the interface that flannel uses',
  })
  return { ...cni, nodes }
}
