import type { KindLab } from '../engine/kind/record.ts'
import type { Holder } from '../host/supervisor/holder.ts'
import type { DockerSight } from './docker-sight.ts'
import type { LabRecord } from './lab-record.ts'

/** What is known of a kind lab that has a folder. */
export interface KindFacts {
  readonly name: string
  readonly folder: string
  /** When the folder was changed last. */
  readonly changedMs: number
  /** Absent where the folder has none. */
  readonly record?: KindLab
  /** What is wrong with its record. */
  readonly problem?: string
  /** It may be a whole record: of another version, or of somebody else. */
  readonly unreadable?: boolean
  /** What is in the folder and none of the lab's, as far as no record tells more. */
  readonly strange: readonly string[]
  /** Who changes the lab now. */
  readonly holder: Holder | 'silent' | undefined
  /** Whether the process that made it runs; absent without a record. */
  readonly creatorRuns?: boolean
}

interface Judgement {
  readonly reason: string
  readonly garbage: boolean
  readonly repairable?: boolean
  readonly unknown?: boolean
}

/**
 * What a kind lab is, by its record and its containers. Of what another user, machine or Docker Engine has nothing here
 * can say that it is gone.
 *
 * @param owner whose labs are judged.
 */
export function judgeKindLab(facts: KindFacts, sight: DockerSight, owner: string, user: string): LabRecord {
  const { name, record, holder } = facts
  const pid = holder === undefined ? ownerPid(record) : holder === 'silent' ? undefined : holder.pid
  const stale = holder === undefined ? judge(facts, sight, owner) : undefined
  return {
    name,
    engine: 'kind',
    ...(record !== undefined && { lifetime: record.lifetime }),
    state: holder !== undefined ? 'changing' : stale === undefined ? 'running' : 'stale',
    owner: { ...(pid !== undefined && { pid }), user },
    startedMs: record?.startedMs ?? facts.changedMs,
    owns: owned(facts, sight),
    ...(stale !== undefined && { reason: stale.reason }),
    garbage: stale?.garbage ?? false,
    ...(stale?.unknown === true && { unknown: true }),
    // One that ends with its maker is nobody else's to bring up.
    ...(stale?.repairable === true && record?.lifetime === 'persistent' && { repairable: true }),
  }
}

function ownerPid(record: KindLab | undefined): number | undefined {
  return record?.lifetime === 'process' ? record.creator.pid : undefined
}

function judge(facts: KindFacts, sight: DockerSight, owner: string): Judgement | undefined {
  const { folder, record, problem, unreadable, strange, creatorRuns } = facts
  if (problem !== undefined) return { reason: problem, garbage: unreadable !== true }
  if (record === undefined) {
    const has = strange.length === 0 ? '' : `, and has ${strange.join(', ')}, which is not the lab's: look at ${folder}`
    return { reason: `its folder has no record${has}`, garbage: strange.length === 0 }
  }
  if (record.owner !== owner) return lasting(`it was made as ${record.owner}`)
  if ('problem' in sight) return { ...lasting(sight.problem), unknown: true }
  if (record.engineId !== sight.engineId) {
    return lasting('it is in another Docker Engine than the one that answers (DOCKER_HOST, docker context)')
  }
  if (record.kept === true) return repairable('kind failed, and its nodes were kept to look into them')
  // The lock alone does not tell: its maker may have failed and wait for its reaper, or be in another network namespace.
  if (record.containers === undefined && creatorRuns === true) {
    return lasting(`the process ${record.creator.pid} is making it, or has failed to and not ended yet`)
  }
  if (record.containers === undefined) return { reason: 'its making was ended before it was done', garbage: true }
  if (record.lifetime === 'process' && creatorRuns === false) {
    return { reason: `the process that made it, ${record.creator.pid}, has ended`, garbage: true }
  }
  return judgeContainers(record, sight.containers)
}

function judgeContainers(
  { name: lab, containers: own = {}, fabric, attaching, driver }: KindLab,
  there: Extract<DockerSight, { containers: unknown }>['containers'],
): Judgement | undefined {
  const states = Object.entries(own).map(([name, id]) => ({ name, container: there.find((one) => one.id === id) }))
  const gone = states.filter(({ container }) => container === undefined)
  if (gone.length === states.length) return { reason: 'its containers are gone', garbage: true }
  const stopped = states.filter(({ container }) => container?.running === false)
  const helper = there.find((one) => one.lab === lab && one.name === `${lab}-underlay`)
  const wiringLost = fabric !== undefined && driver === undefined && helper?.running !== true
  const said = [
    ...gone.map(({ name }) => `${name} is gone`),
    ...stopped.map(({ name }) => `${name} does not run`),
    ...(fabric === undefined && attaching !== undefined
      ? ['the wiring of its fabric was ended before it was done']
      : []),
    ...(wiringLost ? [`${lab}-underlay does not run, and the fabric went with it`] : []),
  ]
  return said.length === 0 ? undefined : repairable(said.join(', '))
}

function lasting(reason: string): Judgement {
  return { reason, garbage: false }
}

function repairable(reason: string): Judgement {
  return { reason, garbage: false, repairable: true }
}

function owned({ name, folder, record }: KindFacts, sight: DockerSight): readonly string[] {
  const there = 'containers' in sight ? sight.containers : []
  const ids = Object.values(record?.containers ?? {})
  const own = there.filter((one) => one.lab === name || ids.includes(one.id)).map((one) => one.name)
  const bridges = record?.bridges ?? []
  return [
    ...own.sort().map((container) => `container ${container}`),
    ...bridges.map((bridge) => `bridge ${bridge}`),
    `folder ${folder}`,
  ]
}
