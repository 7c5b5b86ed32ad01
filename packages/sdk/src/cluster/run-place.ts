import type { Cluster } from './cluster.ts'

/** Where a lab runs, as every record of it says: `host` is the kind of machine, `cni` as in `modelled calico`, or `none`. */
export interface RunPlace {
  readonly lab: string
  readonly engine: string
  readonly host: string
  readonly kernel: string
  readonly cni: string
}

/** Says where a lab runs. */
export function runPlace({ name, engine, host, cni }: Pick<Cluster, 'name' | 'engine' | 'host' | 'cni'>): RunPlace {
  const { kind, kernel } = host
  return { lab: name, engine, host: kind, kernel, cni: cni === undefined ? 'none' : `${cni.how} ${cni.name}` }
}
