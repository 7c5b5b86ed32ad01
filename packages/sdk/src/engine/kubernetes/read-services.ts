import type { TrafficPolicy } from '@underlay/configs'
import type { Kubernetes } from '../../kubernetes/kubernetes.ts'
import type { LiveObject } from '../../kubernetes/object/live-object.ts'
import type { ServiceEndpointRecord, ServiceRecord } from '../../workload/services.ts'

interface LiveService extends LiveObject {
  readonly spec?: {
    readonly type?: string
    readonly clusterIPs?: readonly string[]
    readonly internalTrafficPolicy?: TrafficPolicy
    readonly externalTrafficPolicy?: TrafficPolicy
    readonly ports?: readonly {
      readonly name?: string
      readonly protocol?: string
      readonly port: number
      readonly nodePort?: number
    }[]
  }
}

interface EndpointSlice extends LiveObject {
  readonly endpoints?: readonly {
    readonly addresses?: readonly string[]
    readonly conditions?: { readonly ready?: boolean }
  }[]
  readonly ports?: readonly { readonly name?: string; readonly port?: number }[] | null
}

/** The Services as the API server has them, each port with the pods that are ready. */
export async function readServices(kubernetes: Pick<Kubernetes, 'listObjects'>): Promise<readonly ServiceRecord[]> {
  const [found, slices] = await Promise.all([
    kubernetes.listObjects({ apiVersion: 'v1', kind: 'Service' }),
    kubernetes.listObjects({ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' }),
  ])
  const endpoints = Map.groupBy(slices, serviceOf)
  return found.map(({ metadata, spec = {} }: LiveService): ServiceRecord => {
    const { namespace = 'default', name } = metadata
    const own = endpoints.get(`${namespace}/${name}`) ?? []
    return {
      namespace,
      name,
      type: spec.type ?? 'ClusterIP',
      clusterIps: (spec.clusterIPs ?? []).filter((address) => address !== 'None'),
      ports: (spec.ports ?? []).map(({ name: port = '', protocol = 'TCP', port: number, nodePort }) => ({
        name: port,
        protocol,
        port: number,
        nodePort,
        endpoints: own.flatMap((slice) => endpointsIn(slice, port)),
      })),
      internalTrafficPolicy: spec.internalTrafficPolicy ?? 'Cluster',
      externalTrafficPolicy: spec.externalTrafficPolicy ?? 'Cluster',
    }
  })
}

function serviceOf({ metadata }: LiveObject): string {
  return `${metadata.namespace ?? 'default'}/${metadata.labels?.['kubernetes.io/service-name'] ?? ''}`
}

function endpointsIn({ endpoints = [], ports }: EndpointSlice, name: string): ServiceEndpointRecord[] {
  const port = ports?.find((each) => (each.name ?? '') === name)?.port
  if (port === undefined) return []
  // A condition that is not said counts as ready.
  const ready = endpoints.filter(({ conditions }) => conditions?.ready !== false)
  return ready.flatMap(({ addresses = [] }) => addresses.map((address) => ({ address, port })))
}
