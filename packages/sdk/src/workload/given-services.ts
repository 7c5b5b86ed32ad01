import { describeWorkload } from '@underlay/configs'
import type { LabState } from '../lab/state.ts'
import { portKey, serviceKey } from './give-to-services.ts'
import type { ServiceRecord } from './services.ts'

/** The Services of a lab with what they were given. */
export function givenServices({
  workload,
  services,
}: Pick<LabState, 'workload' | 'services'>): readonly ServiceRecord[] {
  return describeWorkload(workload).services.map((service): ServiceRecord => {
    const { clusterIps = [], nodePorts = {} } = services[serviceKey(service)] ?? {}
    const { namespace, name, type } = service
    const ports = service.ports.map((port) => ({
      name: port.name ?? '',
      protocol: port.protocol,
      port: port.port,
      nodePort: nodePorts[portKey(port)],
    }))
    return { namespace, name, type, clusterIps, ports }
  })
}
