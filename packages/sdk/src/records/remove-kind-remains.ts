import { removeContainers } from '../docker/remove-containers.ts'
import { destroyLab } from '../engine/kind/destroy-lab.ts'
import { exclusively } from '../engine/kind/exclusively.ts'
import { kindOwner } from '../engine/kind/record.ts'
import { lookAtDocker } from './docker-sight.ts'
import { judgeKindLab } from './judge-kind-lab.ts'
import { kindLab } from './kind-labs.ts'

// Whoever changes a dead lab destroys it, or makes it anew.
const turnTimeoutMs = 30_000

/**
 * Removes what is left of a kind lab, by its record or by its label.
 *
 * @returns false when it is alive.
 * @throws LabStateError when something of it cannot be removed.
 * @throws LabTimeoutError when another process changes it all the while.
 */
export function removeKindRemains(lab: string): Promise<boolean> {
  const remove = async (): Promise<boolean> => {
    const [facts, sight] = await Promise.all([kindLab(lab), lookAtDocker()])
    const owner = kindOwner()
    if (facts !== undefined) {
      // The lock is held by this process.
      if (!judgeKindLab({ ...facts, holder: undefined }, sight, owner, '').garbage) return false
      await destroyLab(lab)
      return true
    }
    const there = 'containers' in sight ? sight.containers : []
    const own = there.filter((container) => container.lab === lab && container.owner === owner)
    await removeContainers(own.map(({ id }) => id))
    return true
  }
  return exclusively(lab, remove, { timeoutMs: turnTimeoutMs })
}
