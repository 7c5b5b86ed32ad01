import { rmSync } from 'node:fs'
import { listContainers } from '../docker/list-containers.ts'
import { removeContainers } from '../docker/remove-containers.ts'
import { LabStateError } from '../errors.ts'
import { netnsOwner } from '../host/supervisor/address.ts'
import { netnsLab } from './netns-labs.ts'

/**
 * Removes the sockets, the container and the record of a supervisor that has ended.
 *
 * @returns false when the lab is alive.
 * @throws LabStateError when one of them cannot be removed, after all others.
 */
export async function removeNetnsRemains(lab: string): Promise<boolean> {
  // Listed first: a container that is made later is of a supervisor that is seen then.
  const containers = await listContainers().catch(() => [])
  const facts = await netnsLab(lab)
  const sockets = facts?.sockets ?? []
  if (facts?.holder !== undefined || sockets.some(({ said }) => said !== 'refuses')) return false
  const files = [...sockets.map(({ path }) => path), ...(facts?.ended === undefined ? [] : [facts.ended.path])]
  const problems = files.flatMap((path) => problemOf(() => rmSync(path, { force: true })))
  const own = containers.filter((container) => container.lab === lab && container.owner === netnsOwner())
  await removeContainers(own.map(({ id }) => id))
  if (problems.length > 0) throw new LabStateError(problems.join('; '), 'look at what it is, and remove it')
  return true
}

// One that stays keeps no other.
function problemOf(action: () => void): readonly string[] {
  try {
    action()
    return []
  } catch (error) {
    return [(error as Error).message]
  }
}
