import { isDnsLabel } from '../address/names.ts'
import type { Review } from '../document/review.ts'
import type { Service, ServicePort } from './manifest.ts'
import { isPortName } from './read-pod.ts'

/** Refuses ports of a Service that Kubernetes would refuse, and node ports that earlier Services took; it adds its own to these. */
export function checkServicePorts(review: Review, service: Service, nodePorts: Map<number, Service>): void {
  const { ports } = service.spec
  checkPorts(review, ports)
  for (const [index, port] of ports.entries()) checkNodePort(review, service, { port, index }, nodePorts)
}

function checkPorts(review: Review, ports: readonly ServicePort[]): void {
  const seen = new Set<string>()
  for (const [index, { name, port, protocol = 'TCP', targetPort }] of ports.entries()) {
    const path = ['spec', 'ports', index]
    if (ports.length > 1 && name === undefined)
      review.refuse(path, 'has no name; a Service with several ports names each')
    if (name !== undefined && !isDnsLabel(name))
      review.refuse([...path, 'name'], `'${name}' is not a name; use lower case letters, digits and '-' (RFC 1123)`)
    for (const [key, value] of [
      ['name', name ?? ''],
      ['port', `${protocol} ${port}`],
    ] as const) {
      if (value !== '' && seen.has(value)) review.refuse([...path, key], `${value} stands twice; change one`)
      seen.add(value)
    }
    if (targetPort !== undefined && !isTargetPort(targetPort))
      review.refuse([...path, 'targetPort'], `${targetPort} is neither a port from 1 to 65535 nor a port's name`)
  }
}

function isTargetPort(target: unknown): boolean {
  if (typeof target === 'string') return isPortName(target)
  return Number.isInteger(target) && Number(target) >= 1 && Number(target) <= 65535
}

function checkNodePort(
  review: Review,
  object: Service,
  { port: { nodePort, protocol = 'TCP' }, index }: { readonly port: ServicePort; readonly index: number },
  nodePorts: Map<number, Service>,
): void {
  if (nodePort === undefined) return
  const { spec } = object
  const path = ['spec', 'ports', index, 'nodePort']
  if (spec.type !== 'NodePort')
    review.refuse(path, `is for type: NodePort, and this is a ${spec.type ?? 'ClusterIP'}; remove it`)
  const owner = nodePorts.get(nodePort)
  // A Service's own ports of TCP and of UDP may share one.
  const clashes = spec.ports
    .slice(0, index)
    .some((other) => other.nodePort === nodePort && (other.protocol ?? 'TCP') === protocol)
  if (owner !== undefined && (owner !== object || clashes))
    review.refuse(path, `${nodePort} is already that of Service ${owner.metadata.name}; choose another`)
  nodePorts.set(nodePort, object)
}
