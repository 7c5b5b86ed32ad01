import type { LabSnapshot } from '../../src/index.ts'
import { recording } from '../unit/recording.ts'

/** A lab with real flannel v0.28.10 on the kind engine, as observeLab saw it. */
export function recordedFlannel(
  name: 'reference.vxlan-directrouting' | 'tiny.host-gw' | 'tiny.vxlan' = 'reference.vxlan-directrouting',
): LabSnapshot {
  return JSON.parse(recording(`flannel.${name}.json`)) as LabSnapshot
}
