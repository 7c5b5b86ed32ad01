import type { KubernetesObject, ServiceModel } from '@underlay/configs'
import type { ServiceEndpoint, ServicePort } from '../../src/workload/kube-proxy/service-port.ts'
import type { Probe } from './ruleset.ts'

interface EndpointSlice extends KubernetesObject {
  readonly ports: readonly { readonly name: string; readonly port: number }[]
  readonly endpoints: readonly { readonly addresses: readonly string[]; readonly nodeName: string }[]
}

/** The ports of the recorded Services, with the endpoints that were written for them by hand. */
export function recordedPorts(services: readonly ServiceModel[], slices: readonly KubernetesObject[]): ServicePort[] {
  const endpointsOf = (service: string, port: string): ServiceEndpoint[] =>
    (slices as readonly EndpointSlice[])
      .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service)
      .flatMap(({ ports, endpoints }) =>
        endpoints.map(({ addresses: [address = ''], nodeName }) => ({
          address,
          port: ports.find(({ name }) => name === port)?.port ?? 0,
          node: nodeName.replace('kubeproxy-', ''),
        })),
      )
  return services.flatMap((service) =>
    service.clusterIps.flatMap((clusterIp) =>
      service.ports.map((port): ServicePort => ({
        namespace: service.namespace,
        service: service.name,
        name: port.name ?? '',
        protocol: port.protocol === 'UDP' ? 'udp' : 'tcp',
        clusterIp,
        port: port.port,
        nodePort: port.nodePort,
        internalPolicy: service.internalTrafficPolicy,
        externalPolicy: service.externalTrafficPolicy,
        affinitySeconds: service.affinitySeconds,
        endpoints: endpointsOf(service.name, port.name ?? ''),
      })),
    ),
  )
}

/** A packet to every Service at its address and its node port, from everywhere: its own pods, other pods, the node, outside. */
export function probesOf(
  ports: readonly ServicePort[],
  nodeIp: string,
): readonly { readonly what: string; readonly probe: Probe }[] {
  const sources = [
    { name: 'the pod of the control plane', from: '10.244.0.10', fromNode: false },
    { name: 'the pod of the worker', from: '10.244.1.10', fromNode: false },
    { name: 'another pod', from: '10.244.7.7', fromNode: false },
    { name: 'the node', from: nodeIp, fromNode: true },
    { name: 'outside', from: '192.0.2.1', fromNode: false },
    { name: 'a host of the racks', from: '10.1.5.10', fromNode: false },
  ]
  const goals = ports.flatMap(({ service, name, clusterIp, port, nodePort, protocol }) => [
    { name: `${service} ${name}`, to: clusterIp, toNode: false, port, protocol },
    { name: `${service} ${name} at a wrong port`, to: clusterIp, toNode: false, port: 4321, protocol },
    ...(nodePort === undefined
      ? []
      : [{ name: `the node port of ${service} ${name}`, to: nodeIp, toNode: true, port: nodePort, protocol }]),
  ])
  const nobody = { name: 'no Service', to: '10.96.99.99', toNode: false, port: 80, protocol: 'tcp' }
  return sources.flatMap(({ name, ...source }) =>
    [...goals, nobody].map(({ name: goal, ...rest }) => ({
      what: `from ${name} to ${goal}`,
      probe: { ...source, ...rest },
    })),
  )
}
