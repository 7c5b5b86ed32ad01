import { channel } from 'node:diagnostics_channel'
import type { Cluster } from '../cluster/cluster.ts'

const labs = channel('underlay:lab')

/** Tells who records this run where it takes place: again when the lab has got a fabric or a CNI. */
export function announced(cluster: Cluster): Cluster {
  if (!labs.hasSubscribers) return cluster
  const { name, engine, host, cni } = cluster
  labs.publish({
    lab: name,
    engine,
    host: host.kind,
    kernel: host.kernel,
    cni: cni === undefined ? 'none' : `${cni.how} ${cni.name}`,
  })
  return cluster
}
