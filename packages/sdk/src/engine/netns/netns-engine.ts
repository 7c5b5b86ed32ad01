import { describeCluster, describeFabric } from '@underlay/configs'
import type { Connection } from '../../host/connection.ts'
import type { LabState } from '../../lab/state.ts'
import type { Access, LabModel, Lifecycle } from '../engine.ts'
import { attachFabric } from './attach-fabric.ts'
import { deployObjects } from './deploy-objects.ts'
import { installModelledCalico } from './install-calico.ts'
import { namespaceOf, placesOf } from './places.ts'

/** A change of the lab: it sees the lab as it is, and returns it as it then is. */
export type Change = (state: LabState, connection: Connection) => Promise<LabState>

/** The netns engine of one lab, over a connection to its supervisor. */
export function netnsEngine(connection: Connection, initial: LabState): Access & Lifecycle {
  let state = initial
  let model = modelOf(initial)
  let places = placesOf(model, initial)

  // Two scripts may change one lab at a time: each sees what the other left.
  const change = (step: Change): Promise<void> =>
    connection.exclusively(async () => {
      const before = ((await connection.readState()) ?? state) as LabState
      const after = await step(before, connection)
      await connection.saveState(after)
      state = after
      model = modelOf(after)
      places = placesOf(model, after)
    })

  return {
    name: initial.name,
    engine: 'netns',
    host: { kind: connection.kind, kernel: connection.kernel, accelerator: connection.accelerator },
    state: () => state,
    model: () => model,
    spawn: (place, argv, options) => connection.spawn(namespaceOf(places, place), argv, options),
    write: (place, path, content) => {
      const namespace = namespaceOf(places, place)
      // Pods share the machine's files, but each has a /srv of its own.
      const inPod = place.startsWith('pod/') && path.startsWith('/srv/')
      return connection.write(inPod ? path.replace('/srv/', `/srv/${namespace}/`) : path, content)
    },
    attach: (topology, files) => change(attachFabric(topology, files)),
    installCalico: (options, how) => change(installModelledCalico(options, how)),
    removeControlPlaneTaint: () =>
      change(async (before) => {
        const others = Object.entries(before.taints).map(([node, taints]) => [
          node,
          taints.filter((taint) => taint !== controlPlaneTaint),
        ])
        return { ...before, taints: Object.fromEntries(others) }
      }),
    apply: (objects) => change(deployObjects(objects)),
    destroy: () => connection.destroy(),
    close: () => connection.close(),
  }
}

/** The taint that kubeadm puts on control-plane nodes. */
export const controlPlaneTaint = 'node-role.kubernetes.io/control-plane:NoSchedule'

/** What a lab's documents say. */
function modelOf(state: LabState): LabModel {
  const cluster = describeCluster(state.kind)
  const { fabric } = state
  return { cluster, fabric: fabric && describeFabric(fabric.topology, { cluster, files: fabric.files }) }
}
