import { cgroupProblems } from '../../kind/host-problems.ts'
import type { HostFacts } from '../../kind/host-facts.ts'
import type { Judgement } from '../finding.ts'
import { judgeProblems } from '../judge-problems.ts'
import type { Probe } from '../site.ts'

// The first that refuses cgroup v1.
const refusing = '1.35'

/** Looks whether the node image's Kubernetes runs on Docker's version of cgroups. */
export const cgroupProbe: Probe = {
  name: 'cgroup',
  look: async ({ docker, cluster }) => judgeCgroup(await docker, cluster.kubernetesVersion),
}

/** @param kubernetesVersion that of the node image; without it any may come. */
export function judgeCgroup(docker: HostFacts['docker'], kubernetesVersion: string | undefined): Judgement {
  if ('problem' in docker) return { status: 'skipped', detail: 'not known without Docker' }
  const wanted = kubernetesVersion ?? refusing
  const judgement = judgeProblems(
    cgroupProblems({ docker }, { kubernetesVersion: wanted }),
    `cgroup v${docker.cgroupVersion} is right for Kubernetes ${kubernetesVersion ?? 'of every version'}`,
  )
  if (kubernetesVersion !== undefined || judgement.status === 'ok') return judgement
  const { stops: _, ...rest } = judgement
  return { ...rest, status: 'warning' }
}
