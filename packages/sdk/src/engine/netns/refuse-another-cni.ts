import { LabStateError } from '../../errors.ts'
import type { LabState } from '../../lab/state.ts'

/** Two CNIs do not share a cluster. @throws LabStateError when the other one is installed. */
export function refuseAnotherCni({ name, cni }: LabState, wanted: 'calico' | 'flannel'): void {
  if (cni === undefined || cni.name === wanted) return
  throw new LabStateError(`${cni.name} is installed in ${name}`, 'destroy the lab, and build it again')
}
