import { inotifyProblems } from '../../kind/host-problems.ts'
import type { InotifyLimits } from '../../kind/host-facts.ts'
import { isLocal, readInotify } from '../../kind/read-facts.ts'
import type { Judgement, Repair } from '../finding.ts'
import { judgeProblems } from '../judge-problems.ts'
import type { Probe } from '../site.ts'

/** Looks whether the nodes of a cluster may watch as many files as they do. */
export const inotifyProbe: Probe = {
  name: 'inotify',
  look: async ({ docker, cluster }) => {
    const engine = await docker
    if (!('problem' in engine) && !isLocal(engine)) {
      return { status: 'skipped', detail: `not known: Docker runs on another machine, ${engine.hostName}` }
    }
    return judgeInotify(await readInotify(), cluster.nodes)
  },
}

export function judgeInotify(
  inotify: InotifyLimits | undefined,
  nodes: Parameters<typeof inotifyProblems>[1]['nodes'],
): Judgement {
  if (inotify === undefined) return { status: 'skipped', detail: 'this machine has no inotify limits to read' }
  const { maxUserInstances, maxUserWatches } = inotify
  const enough = `${maxUserInstances} instances and ${maxUserWatches} watches are enough for ${nodes.length} nodes`
  const problems = inotifyProblems({ inotify }, { nodes })
  const repairs = problems.flatMap(({ fix }) => repairOf(fix))
  return { ...judgeProblems(problems, enough), ...(repairs.length > 0 && { repairs }) }
}

// The value is decided where the fix is written.
function repairOf(fix: string): readonly Repair[] {
  const [, key, value] = /sysctl ([\w.]+)=(\d+)/.exec(fix) ?? []
  return key === undefined ? [] : [{ kind: 'sysctl', key, value: Number(value) }]
}
