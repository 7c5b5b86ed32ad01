import type { Review } from '../document/review.ts'
import { checkShape } from '../document/shape.ts'
import { textAt } from '../document/value-at.ts'
import { checkLabels } from './read-pod.ts'
import { checkServicePorts } from './check-service-ports.ts'
import { readAffinity, readClusterIps, readFamilies, type ServiceFamilies } from './read-service-options.ts'
import { checkInCluster } from './check-in-cluster.ts'
import type { ClusterModel } from '../kind/describe.ts'
import type { Service, ServicePort, TrafficPolicy } from './manifest.ts'
import { REFUSED_SERVICE_KEYS, serviceShape } from './service-shape.ts'

/** A port of a Service with its defaults. */
export interface ServicePortModel {
  readonly name?: string
  readonly protocol: 'TCP' | 'UDP'
  readonly port: number
  readonly targetPort: number | string
  readonly nodePort?: number
}

/** A Service with its defaults; what the cluster gives is not in it: addresses, and node ports that are not named. */
export interface ServiceModel extends ServiceFamilies {
  readonly namespace: string
  readonly name: string
  readonly type: 'ClusterIP' | 'NodePort'
  readonly selector: Readonly<Record<string, string>>
  readonly ports: readonly ServicePortModel[]
  /** The addresses that are asked for, one of each family at most. */
  readonly clusterIps: readonly string[]
  /** Without address: DNS alone would find its pods. */
  readonly headless: boolean
  readonly internalTrafficPolicy: TrafficPolicy
  readonly externalTrafficPolicy: TrafficPolicy
  /** How long a client keeps its pod, in seconds; without it every connection may go to another. */
  readonly affinitySeconds?: number
}

/** What the Services of a cluster share; reading one adds what it takes. */
export interface ServiceContext {
  readonly cluster: ClusterModel | undefined
  /** Whose a node port is. */
  readonly nodePorts: Map<number, Service>
  /** Whose an address is. */
  readonly clusterIps: Map<string, string>
}

/** Reads a Service; nothing when its types are wrong, which is refused. */
export function readService(review: Review, object: Service, context: ServiceContext): readonly ServiceModel[] {
  const { metadata, spec } = object
  if (refuseType(review, object)) return []
  checkShape(review, spec, serviceShape, ['spec'])
  if (!review.sound(['spec'])) return []
  const { type = 'ClusterIP', selector, ports } = spec
  checkKeys(review, object)
  checkLabels(review, selector, ['spec', 'selector'])
  if (Object.keys(selector).length === 0) {
    const fault = `is empty, so that Service ${metadata.name} has no pods; add a label`
    review.refuse(['spec', 'selector'], fault)
  }
  if (ports.length === 0) review.refuse(['spec', 'ports'], 'is empty; a Service needs a port')
  checkServicePorts(review, object, context.nodePorts)
  const affinitySeconds = readAffinity(review, object)
  const addresses = readClusterIps(review, object)
  const families = readFamilies(review, object)
  if (context.cluster)
    checkInCluster(review, object, { ...addresses, ...families }, { ...context, cluster: context.cluster })
  return [
    {
      namespace: metadata.namespace ?? 'default',
      name: metadata.name,
      type,
      selector,
      ports: ports.map(portModel),
      ...addresses,
      ...families,
      internalTrafficPolicy: spec.internalTrafficPolicy ?? 'Cluster',
      externalTrafficPolicy: spec.externalTrafficPolicy ?? 'Cluster',
      ...(affinitySeconds !== undefined && { affinitySeconds }),
    },
  ]
}

// A type that is not modelled has other keys too: of those nothing needs to be said.
function refuseType(review: Review, { metadata, spec }: Service): boolean {
  const type = textAt(spec, ['type']) ?? 'ClusterIP'
  if (['ClusterIP', 'NodePort'].includes(type)) return false
  const fault = `${type} of Service ${metadata.name} is not modelled by the netns engine, which knows ClusterIP and NodePort; use engine kind`
  review.refuse(['spec', 'type'], fault)
  return true
}

function checkKeys(review: Review, { metadata, spec }: Service): void {
  for (const key of Object.keys(spec)) {
    if (key === 'publishNotReadyAddresses') {
      review.note(['spec', key], 'is ignored: every pod of the netns engine is ready')
    } else if (REFUSED_SERVICE_KEYS.includes(key)) {
      const fault = `of Service ${metadata.name} is not modelled by the netns engine; remove it, or use engine kind`
      review.refuse(['spec', key], fault, 'key')
    }
  }
  if (spec.externalTrafficPolicy !== undefined && spec.type !== 'NodePort') {
    const fault = `is for type: NodePort, and Service ${metadata.name} is a ClusterIP; remove it`
    review.refuse(['spec', 'externalTrafficPolicy'], fault, 'key')
  }
}

function portModel({ name, protocol = 'TCP', port, targetPort, nodePort }: ServicePort): ServicePortModel {
  return {
    ...(name !== undefined && { name }),
    protocol,
    port,
    targetPort: targetPort ?? port,
    ...(nodePort !== undefined && { nodePort }),
  }
}
