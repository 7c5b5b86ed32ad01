import { addressAt } from '../address/address-at.ts'
import { cidrContains, parseCidr } from '../address/cidr.ts'
import { familyOf } from '../address/ip.ts'
import type { Review } from '../document/review.ts'
import type { ClusterModel } from '../kind/describe.ts'
import type { Service, ServiceIpFamily } from './manifest.ts'
import type { ServiceFamilies } from './read-service-options.ts'

/** A Service's families and addresses, and what other Services of the cluster have. */
export interface AskedAddresses extends ServiceFamilies {
  readonly clusterIps: readonly string[]
}

// Kubernetes gives these to the API server and to DNS.
const RESERVED: ReadonlyMap<number, string> = new Map([
  [1, 'kubernetes'],
  [10, 'kube-dns'],
])

/** Refuses what the cluster cannot give: addresses outside of its serviceSubnet or taken already, families that it lacks. */
export function checkInCluster(
  review: Review,
  { metadata, spec }: Service,
  { clusterIps, ipFamilies, ipFamilyPolicy }: AskedAddresses,
  { cluster, clusterIps: taken }: { readonly cluster: ClusterModel; readonly clusterIps: Map<string, string> },
): void {
  const subnets = cluster.serviceSubnets
  if (cluster.kubeProxyMode === 'none')
    review.note(['kind'], `Service ${metadata.name} has no rules: the cluster's kubeProxyMode is none`)
  const families = subnets.map(familyName)
  const named = spec.ipFamilies !== undefined
  for (const [index, family] of ipFamilies.entries()) {
    if (families.includes(family)) continue
    const path = named ? ['spec', 'ipFamilies', index] : ['spec', 'clusterIP']
    review.refuse(path, `${family} is not a family of the cluster, whose serviceSubnet is ${subnets.join(', ')}`)
  }
  if (ipFamilyPolicy === 'RequireDualStack' && families.length < 2)
    review.refuse(
      ['spec', 'ipFamilyPolicy'],
      `RequireDualStack needs a cluster with ipFamily: dual; this one has ${families.join(', ')}`,
    )
  const key = spec.clusterIPs === undefined ? 'clusterIP' : 'clusterIPs'
  for (const [index, address] of clusterIps.entries()) {
    const path = key === 'clusterIP' ? ['spec', key] : ['spec', key, index]
    const subnet = subnets.find((cidr) => familyOf(cidr) === familyOf(address))
    if (subnet === undefined) continue
    const owner = taken.get(address) ?? reservedFor(subnet, address)
    if (!cidrContains(subnet, address)) review.refuse(path, `${address} is outside of the serviceSubnet ${subnet}`)
    else if (owner !== undefined) review.refuse(path, `${address} is already that of Service ${owner}; choose another`)
    taken.set(address, metadata.name)
  }
}

/** The families that a Service gets in a cluster, in order: those that it names, else the cluster's first; both where the policy wants them and the cluster has them. */
export function familiesIn(
  cluster: ClusterModel,
  { ipFamilies, ipFamilyPolicy }: ServiceFamilies,
): readonly ServiceIpFamily[] {
  const known = cluster.serviceSubnets.map(familyName)
  const asked = ipFamilies.length > 0 ? ipFamilies : known.slice(0, 1)
  return ipFamilyPolicy === 'SingleStack' ? asked : [...asked, ...known.filter((family) => !asked.includes(family))]
}

function reservedFor(subnet: string, address: string): string | undefined {
  const { prefixLength } = parseCidr(subnet)
  const size = 2 ** ((familyOf(subnet) === 4 ? 32 : 128) - prefixLength)
  return [...RESERVED].find(([ordinal]) => ordinal < size && addressAt(subnet, ordinal) === address)?.[1]
}

function familyName(addressOrCidr: string): ServiceIpFamily {
  return familyOf(addressOrCidr) === 6 ? 'IPv6' : 'IPv4'
}
