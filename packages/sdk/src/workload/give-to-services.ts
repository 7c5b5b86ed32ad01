import {
  addressAt,
  familiesIn,
  familyOf,
  parseCidr,
  type ClusterModel,
  type ServiceIpFamily,
  type ServiceModel,
} from '@underlay/configs'
import { LabStateError } from '../errors.ts'
import type { GivenToService } from '../lab/state.ts'

type Given = Readonly<Record<string, GivenToService>>

/** How a Service is found in the state. */
export function serviceKey({ namespace, name }: Pick<ServiceModel, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`
}

/** How a port of a Service is found in what it was given. */
export function portKey({ protocol, port }: ServiceModel['ports'][number]): string {
  return `${protocol} ${port}`
}

/**
 * Addresses and node ports of all Services: those that they ask for, those that they have, else the lowest that are
 * free. Kubernetes draws lots; in a lab the same objects get the same.
 *
 * @throws LabStateError when a Service asks for what another was given or for another address than it has, or when nothing is left.
 */
export function giveToServices(services: readonly ServiceModel[], cluster: ClusterModel, before: Given): Given {
  const ports = new Map<number, string>()
  const addresses = new Map<string, string>()
  for (const service of services) {
    const key = serviceKey(service)
    const had = before[key]?.clusterIps ?? []
    for (const address of kept(service, had)) take(addresses, address, key)
    for (const port of service.ports) {
      const nodePort = port.nodePort ?? before[key]?.nodePorts[portKey(port)]
      if (service.type === 'NodePort' && nodePort !== undefined) take(ports, nodePort, key)
    }
  }
  return Object.fromEntries(
    services.map((service): [string, GivenToService] => {
      const key = serviceKey(service)
      const had = before[key]
      const clusterIps = addressesOf(service, cluster, kept(service, had?.clusterIps ?? []), addresses)
      const nodePorts = service.type === 'NodePort' ? nodePortsOf(service, had, ports) : {}
      return [key, { clusterIps, nodePorts }]
    }),
  )
}

// As Kubernetes: a Service keeps its first address as long as it lives.
function kept(service: ServiceModel, had: readonly string[]): readonly string[] {
  if (service.headless) return []
  const [asked, first] = [service.clusterIps[0], had[0]]
  if (asked !== undefined && first !== undefined && asked !== first) {
    const fix = 'deleteWorkload, then deployWorkload'
    throw new LabStateError(
      `Service ${serviceKey(service)} has the address ${first}, which cannot become ${asked}`,
      fix,
    )
  }
  return service.clusterIps.length > 0 ? service.clusterIps : had
}

function addressesOf(
  service: ServiceModel,
  cluster: ClusterModel,
  known: readonly string[],
  taken: Map<string, string>,
): readonly string[] {
  if (service.headless) return []
  return familiesIn(cluster, service).map((family) => {
    const has = known.find((address) => familyName(address) === family)
    if (has !== undefined) return has
    const subnet = cluster.serviceSubnets.find((cidr) => familyName(cidr) === family) ?? ''
    const free = freeAddress(subnet, taken)
    take(taken, free, serviceKey(service))
    return free
  })
}

// The first ten are the cluster's own (kubernetes, DNS).
const firstOrdinal = 11

function freeAddress(subnet: string, taken: ReadonlyMap<string, string>): string {
  const size = 2 ** ((familyOf(subnet) === 4 ? 32 : 128) - parseCidr(subnet).prefixLength)
  for (let ordinal = firstOrdinal; ordinal < size - 1; ordinal++) {
    const address = addressAt(subnet, ordinal)
    if (!taken.has(address)) return address
  }
  throw new LabStateError(`the serviceSubnet ${subnet} has no address left`, 'a wider serviceSubnet in the kind config')
}

// Kubernetes leaves the first 86 to those who name one, as long as others are free.
const nodePortOrder = [...range(30_086, 32_767), ...range(30_000, 30_085)]

function nodePortsOf(
  service: ServiceModel,
  had: GivenToService | undefined,
  taken: Map<number, string>,
): Readonly<Record<string, number>> {
  const entries = service.ports.map((port): [string, number] => {
    const key = portKey(port)
    const known = port.nodePort ?? had?.nodePorts[key]
    if (known !== undefined) return [key, known]
    const free = nodePortOrder.find((candidate) => !taken.has(candidate))
    if (free === undefined) throw new LabStateError('no node port is left', 'deleteWorkload(cluster, services)')
    take(taken, free, serviceKey(service))
    return [key, free]
  })
  return Object.fromEntries(entries)
}

function take<K extends string | number>(taken: Map<K, string>, value: K, key: string): void {
  const owner = taken.get(value)
  if (owner !== undefined && owner !== key) {
    throw new LabStateError(`Service ${key} asks for ${value}, which Service ${owner} was given`, 'ask for another')
  }
  taken.set(value, key)
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, nth) => first + nth)
}

function familyName(addressOrCidr: string): ServiceIpFamily {
  return familyOf(addressOrCidr) === 6 ? 'IPv6' : 'IPv4'
}
