import { describeWorkload } from '@underlay/configs'
import type { LabState } from '../lab/state.ts'
import { portKey, serviceKey } from './give-to-services.ts'
import { endpointsOf, selectedBy } from './service-ports.ts'
import type { ServiceRecord } from './services.ts'

/** The Services of a lab with what they were given. */
export function givenServices({
  workload,
  services,
  pods,
}: Pick<LabState, 'workload' | 'services' | 'pods'>): readonly ServiceRecord[] {
  return describeWorkload(workload).services.map((service): ServiceRecord => {
    const { clusterIps = [], nodePorts = {} } = services[serviceKey(service)] ?? {}
    const { namespace, name, type, internalTrafficPolicy, externalTrafficPolicy } = service
    const selected = pods.filter((pod) => selectedBy(service, pod))
    const ports = service.ports.map((port) => ({
      name: port.name ?? '',
      protocol: port.protocol,
      port: port.port,
      nodePort: nodePorts[portKey(port)],
      endpoints: clusterIps.flatMap((clusterIp) =>
        selected
          .flatMap((pod) => endpointsOf(pod, port, clusterIp))
          .map((end) => ({ address: end.address, port: end.port })),
      ),
    }))
    return { namespace, name, type, clusterIps, ports, internalTrafficPolicy, externalTrafficPolicy }
  })
}
