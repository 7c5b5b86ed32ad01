import type { Cluster, Workload } from '../../src/index.ts'
import { run } from '../../src/host/run.ts'

/** A lab of the kind engine that several files of tests share. */
export interface RealLab {
  readonly backend: 'vxlan' | 'ipip'
  /** flannel's tunnel device. */
  readonly device: string
  /** Bytes that the tunnel takes of each packet. */
  readonly overhead: number
  /** The tunnel from the control plane to worker2. */
  readonly outer: { readonly from: string; readonly to: string; readonly encapsulation: 'vxlan' | 'ipip' }
  readonly cluster: () => Cluster
  readonly app: () => Workload
}

/** A rule that drops what a place forwards, until it is disposed. */
export async function dropsAt({ internals }: Cluster, place: string, rule: string): Promise<AsyncDisposable> {
  const chain = 'add chain ip evidence held { type filter hook forward priority 0; }'
  const lines = ['add table ip evidence', chain, `add rule ip evidence held ${rule} counter drop`]
  await run(internals, place, ['nft', lines.join('; ')])
  return { [Symbol.asyncDispose]: async () => void (await run(internals, place, ['nft', 'delete table ip evidence'])) }
}
