import type { DockerInfo } from '../../docker/info.ts'
import { dockerProblems } from '../../kind/preflight.ts'
import type { Judgement } from '../finding.ts'
import type { Probe, Site } from '../site.ts'

/** Asks the Docker Engine what it is. */
export const dockerProbe: Probe = { name: 'docker', look: async ({ docker }) => judgeDocker(await docker) }

export function judgeDocker(docker: Awaited<Site['docker']>): Judgement {
  const [problem] = dockerProblems({ docker })
  if (problem !== undefined) {
    const missing = 'missing' in docker && docker.missing
    const { message: detail, fix } = problem
    // A machine without Docker has the other engine, and is no broken one.
    return { status: missing ? 'skipped' : 'problem', detail, fix, stops: ['kind', 'docker'] }
  }
  const { serverVersion, storageDriver, cgroupVersion, operatingSystem, kernel } = docker as DockerInfo
  const detail = `Docker ${serverVersion}, ${storageDriver}, cgroup v${cgroupVersion}, on ${operatingSystem} (Linux ${kernel})`
  if (storageDriver !== 'vfs') return { status: 'ok', detail }
  const fix = 'move the data-root of Docker to a disk where overlay2 works (ext4, xfs)'
  return { status: 'warning', detail: `${detail}: vfs copies the whole node image for each node`, fix }
}
