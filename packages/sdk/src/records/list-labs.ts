import { userName } from '../docker/lab-labels.ts'
import { kindOwner } from '../engine/kind/record.ts'
import { netnsOwner } from '../host/supervisor/address.ts'
import { lookAtDocker, type DockerSight } from './docker-sight.ts'
import { judgeKindLab } from './judge-kind-lab.ts'
import { judgeNetnsLab } from './judge-netns-lab.ts'
import { kindLabs } from './kind-labs.ts'
import type { LabRecord } from './lab-record.ts'
import { netnsLabs } from './netns-labs.ts'
import { unrecordedLabs } from './unrecorded-labs.ts'

/**
 * Lists the labs of this user on this machine, of both engines, by name; also what labs left that ended in a way that
 * cleared nothing, as `stale` with the reason. Docker is waited for 3 s at most: of labs that it cannot be asked about
 * that is the reason.
 *
 * @example
 * for (const { name, engine, state, reason } of await listLabs()) echo(name, engine, state, reason ?? '')
 */
export async function listLabs(): Promise<readonly LabRecord[]> {
  const [sight, kind, netns] = await Promise.all([lookAtDocker(), kindLabs(), netnsLabs()])
  const user = userName()
  const owners = { kind: kindOwner(), netns: netnsOwner() }
  const recorded = [
    ...kind.map((facts) => judgeKindLab(facts, sight, owners.kind, user)),
    ...netns.map((facts) => judgeNetnsLab(facts, user, Date.now())),
  ]
  const all = [...recorded, ...unrecordedLabs(containersOf(sight), recorded, owners, user)]
  return all.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
}

function containersOf(sight: DockerSight) {
  return 'containers' in sight ? sight.containers : []
}
