import { diskProblems } from '../../kind/host-problems.ts'
import { isLocal, readFreeBytes } from '../../kind/read-facts.ts'
import { judgeProblems } from '../judge-problems.ts'
import type { Probe } from '../site.ts'

/** Looks whether Docker's disk has room for a cluster's nodes and their image. */
export const diskProbe: Probe = {
  name: 'disk',
  look: async (site) => {
    const docker = await site.docker
    if ('problem' in docker) return { status: 'skipped', detail: 'not known without Docker' }
    const freeBytes = isLocal(docker) ? await readFreeBytes(docker.dataRoot) : undefined
    if (freeBytes === undefined) return { status: 'skipped', detail: `what is free at ${docker.dataRoot} is not known` }
    const { nodes } = site.cluster
    const fine = `${(freeBytes / 1024 ** 3).toFixed(1)} GiB are free at ${docker.dataRoot}, enough for ${nodes.length} nodes`
    return judgeProblems(diskProblems({ docker, freeBytes }, { nodes }), fine)
  },
}
