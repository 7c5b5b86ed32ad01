import { familyOf, type ServiceModel } from '@underlay/configs'
import type { GivenToService, WiredPod } from '../lab/state.ts'
import { portKey, serviceKey } from './give-to-services.ts'
import type { ServiceEndpoint, ServicePort } from './kube-proxy/service-port.ts'

/** What kube-proxy has to know of Services: each port at each address, with the pods that are selected. */
export function servicePorts(
  services: readonly ServiceModel[],
  given: Readonly<Record<string, GivenToService>>,
  pods: readonly WiredPod[],
): ServicePort[] {
  return services.flatMap((service) => {
    const { clusterIps = [], nodePorts = {} } = given[serviceKey(service)] ?? {}
    const selected = pods.filter((pod) => selectedBy(service, pod))
    return clusterIps.flatMap((clusterIp) =>
      service.ports.map((port): ServicePort => ({
        namespace: service.namespace,
        service: service.name,
        name: port.name ?? '',
        protocol: port.protocol === 'UDP' ? 'udp' : 'tcp',
        clusterIp,
        port: port.port,
        nodePort: nodePorts[portKey(port)],
        internalPolicy: service.internalTrafficPolicy,
        externalPolicy: service.externalTrafficPolicy,
        affinitySeconds: service.affinitySeconds,
        endpoints: selected.flatMap((pod) => endpointsOf(pod, port, clusterIp)),
      })),
    )
  })
}

/** Whether a pod is one of a Service's. */
export function selectedBy({ namespace, selector }: ServiceModel, pod: WiredPod): boolean {
  return pod.namespace === namespace && Object.entries(selector).every(([key, value]) => pod.labels[key] === value)
}

/** A pod behind a Service's port at one of its addresses; one without a port of that name is none, as in Kubernetes. */
export function endpointsOf(pod: WiredPod, port: ServiceModel['ports'][number], clusterIp: string): ServiceEndpoint[] {
  const { targetPort, protocol } = port
  const target =
    typeof targetPort === 'number'
      ? targetPort
      : pod.ports.find((each) => each.name === targetPort && each.protocol === protocol)?.containerPort
  const address = pod.ips.find((ip) => familyOf(ip) === familyOf(clusterIp))
  return target === undefined || address === undefined ? [] : [{ address, port: target, node: pod.node }]
}
