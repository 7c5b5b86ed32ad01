import type { EndedLab } from '../host/supervisor/ended.ts'
import type { Holder } from '../host/supervisor/holder.ts'
import type { SupervisorInfo } from '../host/supervisor/calls.ts'
import type { LabRecord } from './lab-record.ts'

/** A supervisor's socket, and what came of asking there. */
export interface AskedSocket {
  readonly path: string
  readonly pid: number
  readonly changedMs: number
  /** `refuses` when nobody listens, `silent` when nobody answers. */
  readonly said: SupervisorInfo | 'refuses' | 'silent'
}

/** What is known of a netns lab. */
export interface NetnsFacts {
  readonly name: string
  readonly sockets: readonly AskedSocket[]
  /** Who holds the lock of its name. */
  readonly holder: Holder | 'silent' | undefined
  /** The record of one that ended before, and was not told to. */
  readonly ended?: EndedLab
}

/** What a netns lab is, by its sockets, its lock, and the record of its end. */
export function judgeNetnsLab({ name, sockets, holder, ended }: NetnsFacts, user: string, nowMs: number): LabRecord {
  const answered = sockets.flatMap(({ said, path }) => (typeof said === 'string' ? [] : [{ info: said, path }]))[0]
  const files = sockets.map(({ path }) => `socket ${path}`)
  if (answered !== undefined) return living(name, answered.info, files, user)
  const supervisor = holder === undefined || holder === 'silent' ? sockets[0]?.pid : holder.pid
  const owns = [...(holder === undefined || supervisor === undefined ? [] : [`process ${supervisor}`]), ...files]
  const unheard = sockets.find(({ said }) => said === 'silent')
  const shared = { name, engine: 'netns', owns } as const
  const changedMs = Math.min(...sockets.map((socket) => socket.changedMs), nowMs)
  if (unheard !== undefined || holder === 'silent') {
    const pid = unheard?.pid ?? supervisor
    const reason = `its supervisor${pid === undefined ? '' : `, process ${pid},`} does not answer`
    const owner = { ...(pid !== undefined && { pid }), user }
    return { ...shared, state: 'stale', owner, startedMs: changedMs, reason, garbage: false, silent: true }
  }
  if (holder !== undefined) {
    const { pid, startedMs } = holder
    return { ...shared, lifetime: 'process', state: 'changing', owner: { pid, user }, startedMs, garbage: false }
  }
  const dead = { ...shared, state: 'stale', owner: { user }, garbage: true } as const
  if (ended === undefined) {
    return { ...dead, startedMs: changedMs, reason: 'its supervisor has ended, and left its socket' }
  }
  const { path, why, endedMs } = ended
  return { ...dead, lifetime: 'persistent', owns: [...owns, `record ${path}`], startedMs: endedMs, reason: why }
}

function living(name: string, info: SupervisorInfo, files: readonly string[], user: string): LabRecord {
  const { kind, pid, machinePid, creatorPid, detached, changing, startedMs, state } = info
  return {
    name,
    engine: 'netns',
    host: kind,
    lifetime: detached ? 'persistent' : 'process',
    state: changing || state === undefined ? 'changing' : 'running',
    owner: { pid: detached ? pid : creatorPid, user },
    startedMs,
    owns: [
      `process ${pid}`,
      `process ${machinePid}`,
      ...(kind === 'docker' ? [`container ${name}-netns`] : []),
      ...files,
    ],
    garbage: false,
  }
}
