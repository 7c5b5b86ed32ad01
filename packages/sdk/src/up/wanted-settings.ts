import {
  calicoSettings,
  describeCluster,
  describeFabric,
  flannelSettings,
  type CalicoSettings,
  type FlannelSettings,
  type LabDefinition,
} from '@underlay/configs'
import { deriveAutodetection } from '../cni/calico/autodetection.ts'
import { deriveIface } from '../cni/flannel/derive-iface.ts'

/** The settings of a definition's CNI, with what follows from its topology; of one without a CNI Calico's defaults. */
export function wantedSettings({
  kind,
  clab,
  files = {},
  calico,
  flannel,
}: LabDefinition): CalicoSettings | FlannelSettings {
  const cluster = describeCluster(kind)
  const fabric = clab && describeFabric(clab, { cluster, files })
  if (flannel !== undefined) {
    const iface = flannel.iface ?? (fabric && deriveIface(fabric))
    return flannelSettings({ ...flannel, ...(iface !== undefined && { iface }) }, cluster)
  }
  const derived = fabric === undefined ? undefined : deriveAutodetection(fabric)
  const autodetection = calico?.autodetection ?? derived
  return calicoSettings({ ...calico, ...(autodetection !== undefined && { autodetection }) }, cluster)
}
