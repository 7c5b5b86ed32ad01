import { diskProblems, usualDataRoot } from '../../kind/host-problems.ts'
import { isLocal, readFreeBytes } from '../../kind/read-facts.ts'
import { judgeProblems, onlyWarning } from '../judge-problems.ts'
import type { Probe } from '../site.ts'

/** Looks whether Docker's disk has room for a cluster's nodes and their image; without Docker, where it would be. */
export const diskProbe: Probe = {
  name: 'disk',
  look: async (site) => {
    const docker = await site.docker
    const isAbsent = 'problem' in docker
    const folder = isAbsent ? usualDataRoot : docker.dataRoot
    const freeBytes = isAbsent
      ? ((await readFreeBytes(folder)) ?? (await readFreeBytes('/')))
      : isLocal(docker)
        ? await readFreeBytes(folder)
        : undefined
    if (freeBytes === undefined) {
      return { status: 'skipped', detail: `what is free at ${folder} is not known`, fix: 'docker system df' }
    }
    const { nodes } = site.cluster
    const fine = `${(freeBytes / 1024 ** 3).toFixed(1)} GiB are free at ${folder}, enough for ${nodes.length} nodes`
    const judgement = judgeProblems(diskProblems({ docker, freeBytes }, { nodes }), fine)
    return isAbsent ? onlyWarning(judgement) : judgement
  },
}
