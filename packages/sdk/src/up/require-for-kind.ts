import {
  checkCalicoManifestOptions,
  patchCalicoManifest,
  patchFlannelManifest,
  type KubernetesObject,
  type LabDefinition,
} from '@underlay/configs'
import { loadManifest } from '../cni/manifest/load-manifest.ts'
import { LabError } from '../errors.ts'
import { clabDocument } from '../fabric/containerlab/clab-document.ts'
import { findContainerlab } from '../fabric/containerlab/find-containerlab.ts'
import { toolMissing } from '../process/tool-missing.ts'
import { refuseNoInterface } from './refuse-unmakeable.ts'
import type { UpOptions } from './up-options.ts'
import { wantedSettings } from './wanted-settings.ts'

/**
 * Refuses, before a kind lab is made or ended for another, what its steps would find out: settings that no manifest says, a
 * manifest that cannot be had or that lacks what is to be changed, a topology that containerlab does not take where it wires.
 * What has to be downloaded is looked at only where a lab ends for it.
 *
 * @throws TopologyError with every mistake of a document or of the manifest; LabError when the manifest, or the driver, cannot be had.
 */
export async function requireForKind(lab: LabDefinition, options: UpOptions): Promise<void> {
  const { calico, flannel } = lab
  refuseNoInterface(lab)
  if (calico !== undefined) {
    const settings = wantedSettings({ ...lab, calico })
    if ('pools' in settings) checkCalicoManifestOptions(settings)
  }
  const cni = calico !== undefined ? 'calico' : flannel !== undefined ? 'flannel' : undefined
  if (cni !== undefined && isAtHand(options)) {
    const { version, manifest, offline = false, signal } = options
    const source = { ...(version !== undefined && { version }), ...(manifest !== undefined && { manifest }), offline }
    requirePatchable(lab, await loadManifest(cni, { ...source, ...(signal && { signal }) }))
  }
  await requireDriver(lab, options)
}

function isAtHand({ manifest, offline, reconfigure }: UpOptions): boolean {
  const isLocal = manifest !== undefined && !/^https?:\/\//.test(manifest)
  return isLocal || offline === true || reconfigure === true
}

function requirePatchable(lab: LabDefinition, objects: readonly KubernetesObject[]): void {
  const settings = wantedSettings(lab)
  if ('pools' in settings) patchCalicoManifest(objects, settings)
  else patchFlannelManifest(objects, settings)
}

async function requireDriver(
  { clab, files = {} }: LabDefinition,
  { driver = 'auto', signal }: UpOptions,
): Promise<void> {
  if (clab === undefined || driver === 'built-in') return
  const found = await findContainerlab(signal && { signal })
  if (driver === 'containerlab' && found === undefined) throw toolMissing('containerlab')
  if (driver === 'containerlab' && found?.works === false)
    throw new LabError(`containerlab does not work here: ${found.reason}`, found.fix)
  if (found?.works === true) clabDocument(clab, files, { folder: '/' })
}
