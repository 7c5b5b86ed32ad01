import { createReview } from '../../document/review.ts'
import type { CalicoSettings } from '../settings.ts'
import { registryFault } from './registry.ts'
import { refuseUnsettable } from './unsettable.ts'

/** Options of {@link patchCalicoManifest}. */
export interface CalicoManifestOptions {
  /** Where all images `calico/*` come from: a host, with port and path where it has them. Default: as in the manifest. */
  readonly registry?: string
  /** MTU of pods and tunnel devices, in bytes, 576 to 65535. Default: the settings', else found by Felix. */
  readonly mtuBytes?: number
}

/**
 * Refuses what no manifest can be changed to, whatever manifest it is.
 *
 * @throws {@link TopologyError} with every mistake: wrong options, and settings that no variable says (several pools, BGP's peers).
 * @example
 * ```ts
 * checkCalicoManifestOptions(calicoSettings({ ipip: 'CrossSubnet' }, { podSubnet: '10.98.0.0/16' }))
 * ```
 */
export function checkCalicoManifestOptions(settings: CalicoSettings, options: CalicoManifestOptions = {}): void {
  const { registry, mtuBytes } = options
  const review = createReview('calico manifest options')
  refuseUnsettable(review, settings)
  const fault = registry === undefined ? undefined : registryFault(registry)
  if (fault !== undefined) review.refuse(['registry'], fault)
  if (mtuBytes !== undefined && !(Number.isInteger(mtuBytes) && mtuBytes >= 576 && mtuBytes <= 65535))
    review.refuse(['mtuBytes'], `must be an integer from 576 to 65535, is ${mtuBytes}`)
  review.settle()
}
