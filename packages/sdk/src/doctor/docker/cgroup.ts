import { cgroupProblems } from '../../kind/host-problems.ts'
import { readCgroupVersion } from '../../kind/read-facts.ts'
import type { Judgement } from '../finding.ts'
import { judgeProblems, onlyWarning } from '../judge-problems.ts'
import type { Probe } from '../site.ts'

// The first that refuses cgroup v1.
const refusing = '1.35'

/** Looks whether the node image's Kubernetes runs on Docker's version of cgroups; without Docker on this machine's. */
export const cgroupProbe: Probe = {
  name: 'cgroup',
  look: async (site) => {
    const docker = await site.docker
    const { kubernetesVersion } = site.cluster
    if (!('problem' in docker)) return judgeCgroup(docker.cgroupVersion, kubernetesVersion)
    return onlyWarning(judgeCgroup(await readCgroupVersion(), kubernetesVersion))
  },
}

/** @param kubernetesVersion that of the node image; without it any may come. */
export function judgeCgroup(cgroupVersion: 1 | 2 | undefined, kubernetesVersion: string | undefined): Judgement {
  if (cgroupVersion === undefined)
    return { status: 'skipped', detail: 'this machine has no cgroups', fix: 'docker info' }
  const wanted = kubernetesVersion ?? refusing
  const judgement = judgeProblems(
    cgroupProblems(cgroupVersion, { kubernetesVersion: wanted }),
    `cgroup v${cgroupVersion} is right for Kubernetes ${kubernetesVersion ?? 'of every version'}`,
  )
  return kubernetesVersion === undefined ? onlyWarning(judgement) : judgement
}
