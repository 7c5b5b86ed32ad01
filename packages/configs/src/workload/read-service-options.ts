import { canonicalAddress, familyOf, isIp } from '../address/ip.ts'
import type { Review } from '../document/review.ts'
import type { Service, ServiceIpFamily } from './manifest.ts'

/** Which families of addresses a Service asks for. */
export interface ServiceFamilies {
  /** In order; the cluster's first one when none is named. */
  readonly ipFamilies: readonly ServiceIpFamily[]
  readonly ipFamilyPolicy: 'SingleStack' | 'PreferDualStack' | 'RequireDualStack'
}

const DEFAULT_AFFINITY_SECONDS = 10_800

/** How long a client keeps its pod; undefined without affinity. */
export function readAffinity(review: Review, { spec }: Service): number | undefined {
  const { sessionAffinity = 'None', sessionAffinityConfig } = spec
  if (sessionAffinity === 'ClientIP') return sessionAffinityConfig?.clientIP?.timeoutSeconds ?? DEFAULT_AFFINITY_SECONDS
  if (sessionAffinityConfig?.clientIP !== undefined)
    review.refuse(['spec', 'sessionAffinityConfig'], 'is for sessionAffinity: ClientIP; add that, or remove it', 'key')
  return undefined
}

/** The addresses that a Service asks for, and whether it wants none. */
export function readClusterIps(
  review: Review,
  { metadata, spec }: Service,
): { readonly clusterIps: readonly string[]; readonly headless: boolean } {
  const { clusterIP, clusterIPs = clusterIP === undefined ? [] : [clusterIP] } = spec
  const asked = clusterIPs.filter((address) => address !== '')
  if (clusterIP !== undefined && clusterIP !== '' && clusterIP !== asked[0])
    review.refuse(['spec', 'clusterIP'], `${clusterIP} must be the first of clusterIPs, ${asked[0] ?? 'none'}`)
  const key = spec.clusterIPs === undefined ? 'clusterIP' : 'clusterIPs'
  if (asked.includes('None')) {
    if (asked.length > 1) review.refuse(['spec', key], 'is None and an address; leave one')
    if (spec.type === 'NodePort')
      review.refuse(['spec', key], `None is for type: ClusterIP, and Service ${metadata.name} is a NodePort`)
    review.note(
      ['spec', key],
      `None: Service ${metadata.name} has no address and no rules, and the netns engine has no DNS that would name its pods`,
    )
    return { clusterIps: [], headless: true }
  }
  for (const [index, address] of asked.entries()) {
    if (!isIp(address)) review.refuse(key === 'clusterIP' ? ['spec', key] : ['spec', key, index], notAnAddress(address))
  }
  const addresses = asked.filter((address) => isIp(address)).map((address) => canonicalAddress(address))
  if (new Set(addresses.map(familyName)).size < addresses.length)
    review.refuse(['spec', key], `${asked.join(', ')}: a Service has one address of each family at most`)
  return { clusterIps: addresses, headless: false }
}

/** Which families a Service asks for: those that it names, else those of its addresses. */
export function readFamilies(review: Review, { spec }: Service): ServiceFamilies {
  const { ipFamilies = [], ipFamilyPolicy = 'SingleStack', clusterIPs = [] } = spec
  if (ipFamilies.length > 2 || new Set(ipFamilies).size < ipFamilies.length)
    review.refuse(['spec', 'ipFamilies'], 'has a family twice; remove one')
  const addresses = (clusterIPs.length > 0 ? clusterIPs : [spec.clusterIP ?? 'None']).filter((text) => isIp(text))
  const ofAddresses = addresses.map(familyName)
  const clash = ofAddresses.findIndex((family, index) => (ipFamilies[index] ?? family) !== family)
  if (clash >= 0)
    review.refuse(['spec', 'ipFamilies', clash], `is ${ipFamilies[clash]}, and ${addresses[clash]} is not`)
  const families = ofAddresses.length > ipFamilies.length ? ofAddresses : ipFamilies
  if (families.length > 1 && ipFamilyPolicy === 'SingleStack') {
    const fault = 'of two families is for ipFamilyPolicy: PreferDualStack or RequireDualStack; add that'
    review.refuse(['spec', ipFamilies.length > 1 ? 'ipFamilies' : 'clusterIPs'], fault, 'key')
  }
  return { ipFamilies: families, ipFamilyPolicy }
}

function familyName(address: string): ServiceIpFamily {
  return familyOf(address) === 6 ? 'IPv6' : 'IPv4'
}

function notAnAddress(text: string): string {
  return `'${text}' is not an address such as 10.96.0.50, and not None`
}
