import type { ClusterModel } from '@underlay/configs'
import { LabError } from '../errors.ts'
import { toolMissing } from '../process/tool-missing.ts'
import { hostProblems } from './host-problems.ts'
import type { HostFacts, PreflightProblem } from './host-facts.ts'
import { subnetCollisions } from './subnet-collisions.ts'

// The kind that came with the tutorial's Kubernetes, 1.27.3; older ones were never tried.
const oldestKind = [0, 20] as const

/**
 * Says what speaks against creating a cluster on a machine, errors first. Pure; what is not known is no problem.
 *
 * `fabricSubnets` are the IPv4 CIDRs of the racks.
 *
 * @example
 * ```ts
 * preflight(await readFacts(), describeCluster(config), ['10.1.5.0/24', '10.1.8.0/24'])
 * // [{ severity: 'error', message: 'there is a kind cluster lab already', fix: 'kind delete cluster --name lab, …' }]
 * ```
 * @see https://kind.sigs.k8s.io/docs/user/known-issues/
 */
export function preflight(
  facts: HostFacts,
  cluster: ClusterModel,
  fabricSubnets: readonly string[] = [],
): readonly PreflightProblem[] {
  const problems = [
    ...dockerProblems(facts),
    ...kindProblems(facts),
    ...nameProblems(facts, cluster),
    ...hostProblems(facts, cluster),
    ...subnetCollisions(facts, cluster, fabricSubnets),
  ]
  return problems.toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'))
}

/**
 * Refuses a machine on which creating the cluster would fail, and gives the warnings otherwise.
 *
 * @throws LabError that lists all errors, each with its fix.
 * @example
 * ```ts
 * for (const { message, fix } of requirePreflight(await readFacts(), cluster)) console.error(`${message} (${fix})`)
 * ```
 */
export function requirePreflight(
  facts: HostFacts,
  cluster: ClusterModel,
  fabricSubnets: readonly string[] = [],
): readonly PreflightProblem[] {
  const problems = preflight(facts, cluster, fabricSubnets)
  const errors = problems.filter(({ severity }) => severity === 'error')
  const [first] = errors
  if (first === undefined) return problems
  if (errors.length === 1) throw new LabError(`${cluster.name} cannot be created here: ${first.message}`, first.fix)
  const lines = errors.map(({ message, fix }) => `\n- ${message}\n  fix: ${fix}`)
  throw new LabError(`${cluster.name} cannot be created here, for ${errors.length} reasons:${lines.join('')}`)
}

/** Why Docker cannot be used, if it cannot. */
export function dockerProblems({ docker }: Pick<HostFacts, 'docker'>): PreflightProblem[] {
  return 'problem' in docker ? [{ severity: 'error', message: docker.problem, fix: docker.fix }] : []
}

/** Whether kind is not there, or too old. */
export function kindProblems({ kindVersion }: Pick<HostFacts, 'kindVersion'>): PreflightProblem[] {
  const { message, install } = toolMissing('kind')
  if (kindVersion === undefined)
    return [{ severity: 'error', message: message.split('\n')[0] ?? message, fix: install }]
  const [major = 0, minor = 0] = kindVersion.split('.').map(Number)
  if (major > oldestKind[0] || minor >= oldestKind[1]) return []
  const old = `kind ${kindVersion} is too old: v${oldestKind.join('.')} or later is needed`
  return [{ severity: 'error', message: old, fix: install }]
}

function nameProblems({ clusters }: HostFacts, { name }: ClusterModel): PreflightProblem[] {
  if (!clusters.includes(name)) return []
  const fix = `kind delete cluster --name ${name}, or choose another name`
  return [{ severity: 'error', message: `there is a kind cluster ${name} already`, fix }]
}
