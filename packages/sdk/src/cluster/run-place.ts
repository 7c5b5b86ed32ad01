import type { RunPlace } from '@underlay/evidence'
import type { Cluster } from './cluster.ts'

/** Says where a lab runs. */
export function runPlace({ name, engine, host, cni }: Pick<Cluster, 'name' | 'engine' | 'host' | 'cni'>): RunPlace {
  const { kind, kernel } = host
  return { lab: name, engine, host: kind, kernel, cni: cni === undefined ? 'none' : `${cni.how} ${cni.name}` }
}
