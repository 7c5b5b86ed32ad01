import { describeCluster, describeFabric, type FabricModel } from '@underlay/configs'
import { LabStateError } from '../../errors.ts'
import type { LabState } from '../../lab/state.ts'

/** The fabric that a CNI stands on. @throws LabStateError when none is attached. */
export function fabricOf({ kind, fabric }: LabState): FabricModel {
  if (fabric !== undefined) {
    return describeFabric(fabric.topology, { cluster: describeCluster(kind), files: fabric.files })
  }
  throw new LabStateError(
    'a CNI needs the fabric, and none is attached',
    'underlay up --clab lab.clab.yaml, or attachClabFabric(cluster, topology) first',
  )
}
