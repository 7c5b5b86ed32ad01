import { kernelNeeds } from '@underlay/configs'
import { askBird } from '../../bgp/ask-bird.ts'
import type { Connection } from '../../host/connection.ts'
import { requireFeatures } from '../../host/features.ts'
import type { LabState } from '../../lab/state.ts'
import type { Access, Lifecycle } from '../engine.ts'
import { givenServices } from '../../workload/given-services.ts'
import { attachFabric } from '../../fabric/attach-fabric.ts'
import { kindNetwork } from '../../fabric/outside.ts'
import { addNodes } from './add-nodes.ts'
import { deleteObjects, deletePod, deployObjects, notesOf } from './deploy-objects.ts'
import { installModelledCalico } from './install-calico.ts'
import { installModelledFlannel } from './install-flannel.ts'
import { modelOf } from './model.ts'
import { nodeRecords } from './node-records.ts'
import { namespaceOf, placesOf } from './places.ts'
import { refuseKindOnly } from './refuse-kind-only.ts'
import { takeBackGrowth } from './take-back-growth.ts'

/** A change of the lab: it sees the lab as it is, and returns it as it then is. */
export type Change = (state: LabState, connection: Connection) => Promise<LabState>

/** The netns engine of one lab, over a connection to its supervisor. */
export function netnsEngine(connection: Connection, initial: LabState): Access & Lifecycle {
  let state = initial
  let model = modelOf(initial)
  let places = placesOf(model, initial)

  // Two scripts may change one lab at a time: each sees what the other left.
  const change = async (step: Change, signal?: AbortSignal): Promise<void> => {
    await connection.exclusively(async () => {
      const found = ((await connection.readState()) ?? state) as LabState
      // Whoever let it grow was killed.
      const before = await takeBackGrowth(connection, found)
      const after = await step(before, connection)
      await connection.saveState(after)
      state = after
      model = modelOf(after)
      places = placesOf(model, after)
    }, signal)
  }

  return {
    name: initial.name,
    engine: 'netns',
    lifetime: initial.lifetime,
    host: { kind: connection.kind, kernel: connection.kernel, accelerator: connection.accelerator },
    model: () => model,
    nodes: () => nodeRecords(connection, model),
    pods: async () => state.pods,
    services: async () => givenServices(state),
    birdProtocols: async () => {
      const { cni } = state
      const hasBird = cni?.name === 'calico' && cni.settings.backend === 'bird'
      const said = Object.keys(hasBird ? cni.nodes : {}).map(
        async (node): Promise<[string, (string | undefined)[]]> => [
          node,
          [await askBird(connection, node, `/run/bird/${node}.ctl`)],
        ],
      )
      return new Map(await Promise.all(said))
    },
    spawn: async (place, argv, options) => connection.spawn(namespaceOf(places, place), argv, options),
    attach: async (topology, files, { driver = 'auto', signal } = {}) => {
      refuseKindOnly({ driver })
      await change(async (before, host) => {
        await requireFeatures(host, kernelNeeds({ clab: topology, files }))
        const save = (next: LabState): Promise<void> => host.saveState(next)
        return attachFabric(before, { topology, files }, { host, save, docker: kindNetwork })
      }, signal)
    },
    installCalico: async (options, { timeoutMs, verifyAddresses, version, manifest, registry, signal }) => {
      refuseKindOnly({ version, manifest, registry })
      await change(installModelledCalico(options, { timeoutMs, verifyAddresses }), signal)
    },
    installFlannel: async (options, { timeoutMs, verifyAddresses, version, manifest, signal }) => {
      refuseKindOnly({ version, manifest })
      await change(async (before, host) => {
        await requireFeatures(host, kernelNeeds({ kind: before.kind, flannel: options }))
        return installModelledFlannel(options, { timeoutMs, verifyAddresses })(before, host)
      }, signal)
    },
    removeControlPlaneTaint: () =>
      change(async (before) => {
        const others = Object.entries(before.taints).map(([node, taints]) => [
          node,
          taints.filter((taint) => taint !== controlPlaneTaint),
        ])
        return { ...before, taints: Object.fromEntries(others) }
      }),
    apply: async (objects, { signal }) => {
      const notes = notesOf(objects, state)
      await change(deployObjects(objects), signal)
      return notes
    },
    remove: (objects) => change(deleteObjects(objects)),
    removePod: (pod) => change(deletePod(pod)),
    addNodes: (grown, signal) => change(addNodes(grown, signal), signal),
    destroy: () => connection.destroy(),
    close: () => connection.close(),
  }
}

/** The taint that kubeadm puts on control-plane nodes. */
export const controlPlaneTaint = 'node-role.kubernetes.io/control-plane:NoSchedule'
