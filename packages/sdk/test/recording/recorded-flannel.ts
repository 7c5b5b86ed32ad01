import type { LabSnapshot } from '../../src/index.ts'
import { recording } from '../unit/recording.ts'

/** The reference lab with real flannel v0.28.10, VXLAN with DirectRouting, on the kind engine: what observeLab saw. */
export function recordedFlannel(): LabSnapshot {
  return JSON.parse(recording('flannel-v0.28.10-vxlan-directrouting.json')) as LabSnapshot
}
