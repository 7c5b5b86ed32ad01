import type { Review } from '../document/review.ts'
import { checkShape } from '../document/shape.ts'
import type { Service, ServicePort } from './manifest.ts'
import { REFUSED_SERVICE_KEYS, serviceShape } from './shape.ts'

/** A port of a Service with its defaults. */
export interface ServicePortModel {
  readonly name?: string
  readonly protocol: 'TCP' | 'UDP'
  readonly port: number
  readonly targetPort: number
  readonly nodePort?: number
}

/** A Service with its defaults. */
export interface ServiceModel {
  readonly namespace: string
  readonly name: string
  readonly type: 'ClusterIP' | 'NodePort'
  readonly selector: Readonly<Record<string, string>>
  readonly ports: readonly ServicePortModel[]
}

/** Reads a Service; nothing when its types are wrong, which is refused. `nodePorts` are those that earlier Services took. */
export function readService(review: Review, object: Service, nodePorts: Map<number, string>): readonly ServiceModel[] {
  const { metadata, spec } = object
  checkShape(review, spec, serviceShape, ['spec'])
  if (!review.sound(['spec'])) return []
  for (const key of Object.keys(spec)) {
    if (!REFUSED_SERVICE_KEYS.includes(key)) continue
    review.refuse(
      ['spec', key],
      `of Service ${metadata.name} is not modelled by the netns engine; remove it, or use engine kind`,
      'key',
    )
  }
  const { type = 'ClusterIP', selector, ports } = spec
  if (ports.length === 0) review.refuse(['spec', 'ports'], 'is empty; a Service needs a port')
  for (const [index, port] of ports.entries()) {
    checkNodePort(review, type, port, index, metadata.name, nodePorts)
    if (ports.length > 1 && port.name === undefined) {
      review.refuse(['spec', 'ports', index], 'has no name; a Service with several ports names each')
    }
  }
  return [
    { namespace: metadata.namespace ?? 'default', name: metadata.name, type, selector, ports: ports.map(portModel) },
  ]
}

function checkNodePort(
  review: Review,
  type: string,
  { nodePort }: ServicePort,
  index: number,
  service: string,
  nodePorts: Map<number, string>,
): void {
  const path = ['spec', 'ports', index]
  if (type === 'NodePort' && nodePort === undefined) {
    review.refuse(path, 'has no nodePort; the netns engine allocates none: give one from 30000 to 32767')
  }
  if (nodePort === undefined) return
  if (type !== 'NodePort')
    review.refuse([...path, 'nodePort'], `is for type: NodePort, and this is a ${type}; remove it`)
  const owner = nodePorts.get(nodePort)
  if (owner !== undefined)
    review.refuse([...path, 'nodePort'], `${nodePort} is already that of Service ${owner}; choose another`)
  nodePorts.set(nodePort, service)
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
