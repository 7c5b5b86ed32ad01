import type { ClabTopology } from '@underlay/configs'
import { inspectContainers, type Container } from '../../docker/inspect-containers.ts'
import { LabStateError } from '../../errors.ts'

const labNameLabel = 'containerlab'

/**
 * The containers that containerlab made of a lab's document, running or not: those with both its label and ours.
 *
 * @param labels what the document gives every container.
 * @throws EngineError when Docker cannot be reached.
 * @example
 * ```ts
 * await labContainers({ name: 'fabric' }, { 'underlay.lab': 'lab' })
 * ```
 */
export async function labContainers(
  { name }: Pick<ClabTopology, 'name'>,
  labels: Readonly<Record<string, string>>,
): Promise<readonly Container[]> {
  return inspectContainers({ labels: { [labNameLabel]: name, ...labels } })
}

/**
 * Refuses a topology whose name is that of a containerlab lab of somebody else: to deploy would remove that.
 *
 * @throws LabStateError with the containers of that lab.
 */
export async function refuseForeignLab(
  { name }: Pick<ClabTopology, 'name'>,
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  const there = await inspectContainers({ labels: { [labNameLabel]: name } })
  const foreign = there.filter((container) =>
    Object.entries(labels).some(([key, value]) => container.labels[key] !== value),
  )
  if (foreign.length === 0) return
  const names = foreign.map((container) => container.name).join(', ')
  throw new LabStateError(
    `a containerlab lab ${name} is there, and is none of this lab's: ${names}`,
    `containerlab destroy --name ${name}, or give the topology another name`,
  )
}
