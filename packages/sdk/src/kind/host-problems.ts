import type { ClusterModel } from '@underlay/configs'
import type { HostFacts, PreflightProblem } from './host-facts.ts'

const gibBytes = 1024 ** 3

// kind's known issues say 512 and 524288 for "a cluster with many nodes".
const advised = { instances: 512, watches: 524_288, nodes: 3 }

// Counted in /proc/*/fdinfo of a running control plane (kind v0.33, Kubernetes 1.34): 13 in the node and 17 in its pods,
// with 203 and 22 watches. All nodes count for one user, root.
const used = { instances: 32, watches: 256 }

// Measured there: 1.17 GB for the node image, and for each node a volume of 0.9 GB (worker) to 1.4 GB (control plane).
const disk = { imageGib: 2, nodeGib: 1, leastNodeGib: 0.5 }

/**
 * What of a machine is too little, or too old, for a cluster: cgroup version, inotify limits, disk, architecture.
 *
 * inotify: an error below 32 instances or 256 watches for each node, which a running node was counted to use; a warning
 * below kind's own advice, 512 and 524288, from 3 nodes on. Disk: a warning below 2 GiB and 1 GiB for each node, an
 * error below 0.5 GiB for each node.
 *
 * @example
 * ```ts
 * hostProblems({ ...facts, freeBytes: 1024 ** 3 }, cluster)[0]?.severity // 'warning'
 * ```
 * @see https://kind.sigs.k8s.io/docs/user/known-issues/#pod-errors-due-to-too-many-open-files
 */
export function hostProblems(facts: HostFacts, cluster: ClusterModel): readonly PreflightProblem[] {
  return [
    ...cgroupProblems('problem' in facts.docker ? undefined : facts.docker.cgroupVersion, cluster),
    ...inotifyProblems(facts, cluster),
    ...diskProblems(facts, cluster),
    ...architectureProblems(facts),
  ]
}

/** Kubernetes 1.35 and later need cgroup v2; nothing is known of a version that the node image's tag does not say. */
export function cgroupProblems(
  cgroupVersion: 1 | 2 | undefined,
  { kubernetesVersion }: Pick<ClusterModel, 'kubernetesVersion'>,
): PreflightProblem[] {
  if (cgroupVersion !== 1 || kubernetesVersion === undefined) return []
  const [major = 0, minor = 0] = kubernetesVersion.split('.').map(Number)
  if (major === 1 && minor < 35) return []
  const message = `Kubernetes ${kubernetesVersion} does not run on cgroup v1, which is what there is here`
  const fix = 'use a node image up to v1.34 (UNDERLAY_NODE_IMAGE), or boot with systemd.unified_cgroup_hierarchy=1'
  return [{ severity: 'error', message, fix }]
}

/** What of the inotify limits is too little for so many nodes. */
export function inotifyProblems(
  { inotify }: Pick<HostFacts, 'inotify'>,
  { nodes }: Pick<ClusterModel, 'nodes'>,
): PreflightProblem[] {
  if (inotify === undefined) return []
  const limits = [
    { name: 'max_user_instances', has: inotify.maxUserInstances, needs: used.instances, advised: advised.instances },
    { name: 'max_user_watches', has: inotify.maxUserWatches, needs: used.watches, advised: advised.watches },
  ]
  return limits.flatMap(({ name, has, needs, advised: wanted }) => {
    const least = needs * nodes.length
    if (has >= least && (has >= wanted || nodes.length < advised.nodes)) return []
    return [
      {
        severity: has < least ? ('error' as const) : ('warning' as const),
        message: `fs.inotify.${name} is ${has}: ${nodes.length} nodes use about ${least}, kind advises ${wanted}`,
        fix: `sudo sysctl fs.inotify.${name}=${Math.max(wanted, 2 * least)}`,
      },
    ]
  })
}

/** Where Docker has its images and volumes when nobody says otherwise. */
export const usualDataRoot = '/var/lib/docker'

/** Whether Docker's disk is too full for so many nodes and their image. */
export function diskProblems(
  { freeBytes, docker }: Pick<HostFacts, 'freeBytes' | 'docker'>,
  { nodes }: Pick<ClusterModel, 'nodes'>,
): PreflightProblem[] {
  const wanted = disk.imageGib + disk.nodeGib * nodes.length
  if (freeBytes === undefined || freeBytes >= wanted * gibBytes) return []
  const at = 'problem' in docker ? usualDataRoot : docker.dataRoot
  const severity = freeBytes < disk.leastNodeGib * nodes.length * gibBytes ? 'error' : 'warning'
  const message = `${(freeBytes / gibBytes).toFixed(1)} GiB are free at ${at}: ${nodes.length} nodes and their image use about ${wanted} GiB`
  return [{ severity, message, fix: 'docker system prune --volumes, or a larger disk' }]
}

function architectureProblems({ architecture }: HostFacts): PreflightProblem[] {
  if (['x86_64', 'aarch64'].includes(architecture)) return []
  const message = `kind publishes no node images for ${architecture}`
  return [{ severity: 'warning', message, fix: 'kind build node-image, and name it in the kind config' }]
}
