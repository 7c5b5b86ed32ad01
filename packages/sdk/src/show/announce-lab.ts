import { channel } from 'node:diagnostics_channel'
import type { Cluster } from '../cluster/cluster.ts'
import { runPlace } from '../cluster/run-place.ts'

const labs = channel('underlay:lab')

/** Tells who records this run where it takes place: again when the lab has got a fabric or a CNI. */
export function announced(cluster: Cluster): Cluster {
  if (labs.hasSubscribers) labs.publish(runPlace(cluster))
  return cluster
}
