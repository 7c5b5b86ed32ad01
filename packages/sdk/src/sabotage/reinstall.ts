import type { CalicoOptions, CalicoSettings } from '@underlay/configs'
import { installCalico } from '../cluster/install-calico.ts'
import { LabStateError } from '../errors.ts'
import type { FaultSite } from './site.ts'

/** Calico's settings as the options that make them again. */
function optionsOf({ backend, bgp, ...settings }: CalicoSettings): CalicoOptions {
  return { ...settings, ...(backend === 'bird' && { bgp }) }
}

/** Installs Calico again, so that it looks at the nodes anew; an address that is not the declared one is what comes of it. */
export async function reinstallCalico({ cluster, cni }: FaultSite, change: CalicoOptions = {}): Promise<void> {
  if (cni.calico === undefined) throw new LabStateError(`${cni.name} is installed, and this fault is about Calico`)
  await installCalico(cluster, { ...optionsOf(cni.calico), ...change, verifyAddresses: false })
}
