import type { SnapshotPod } from './snapshot.ts'

/**
 * What each pod is, by its place: `app@worker2`. Of several that one workload has on one node, the second in the order of
 * addresses is `coredns@worker#2`.
 */
export function podRoles(pods: readonly SnapshotPod[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>()
  const ordered = pods.toSorted((a, b) =>
    (a.addresses[0] ?? '').localeCompare(b.addresses[0] ?? '', 'en', { numeric: true }),
  )
  return new Map(
    ordered.map(({ place, owner, node }) => {
      const role = `${owner}@${node}`
      const count = (counts.get(role) ?? 0) + 1
      counts.set(role, count)
      return [place, count === 1 ? role : `${role}#${count}`]
    }),
  )
}
