import type { LabDefinition } from '@underlay/configs'
import type { PathLab } from '@underlay/evidence'
import { modelOf } from '../engine/netns/model.ts'
import { givenServices } from '../workload/given-services.ts'
import { declaredState, withWorkload } from './declared-state.ts'
import { outsideNetworks } from './outside-networks.ts'
import { assemblePathLab } from './path-lab.ts'

/**
 * What a prediction is made from, of a lab that nobody has made: its definition says what the netns engine would give its
 * nodes, pods and Services, without the control plane's taint. Blocks and addresses of a real cluster are others.
 *
 * @throws TopologyError when a document has a mistake; LabStateError when there is no room for a pod.
 * @example
 * const { pods } = documentLab(presets['calico-vxlan-crosssubnet'].define())
 */
export function documentLab(definition: LabDefinition): PathLab {
  const state = withWorkload(declaredState(definition), definition.workload ?? [])
  const model = modelOf(state)
  return assemblePathLab({
    model,
    pods: state.pods,
    services: givenServices(state),
    outside: outsideNetworks(model.cluster, model.fabric) ?? [],
  })
}
