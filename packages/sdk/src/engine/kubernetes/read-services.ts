import type { Kubernetes } from '../../kubernetes/kubernetes.ts'
import type { LiveObject } from '../../kubernetes/object/live-object.ts'
import type { ServiceRecord } from '../../workload/services.ts'

interface LiveService extends LiveObject {
  readonly spec?: {
    readonly type?: string
    readonly clusterIPs?: readonly string[]
    readonly ports?: readonly {
      readonly name?: string
      readonly protocol?: string
      readonly port: number
      readonly nodePort?: number
    }[]
  }
}

/** The Services as the API server has them. */
export async function readServices(kubernetes: Pick<Kubernetes, 'listObjects'>): Promise<readonly ServiceRecord[]> {
  const found = await kubernetes.listObjects({ apiVersion: 'v1', kind: 'Service' })
  return found.map(({ metadata, spec = {} }: LiveService): ServiceRecord => ({
    namespace: metadata.namespace ?? 'default',
    name: metadata.name,
    type: spec.type ?? 'ClusterIP',
    clusterIps: (spec.clusterIPs ?? []).filter((address) => address !== 'None'),
    ports: (spec.ports ?? []).map(({ name = '', protocol = 'TCP', port, nodePort }) => ({
      name,
      protocol,
      port,
      nodePort,
    })),
  }))
}
