import { isCidr, isIpv4Cidr, isIpv6Cidr, networkOf, parseCidr } from '../address/cidr.ts'
import { canonicalAddress, familyOf, isIp, isIpv4, isIpv6 } from '../address/ip.ts'
import type { KindIpFamily } from './config.ts'

/** What a cluster has two of when it is dual stack. */
export type SubnetKey = 'podSubnet' | 'serviceSubnet'

const IPV4 = { podSubnet: '10.244.0.0/16', serviceSubnet: '10.96.0.0/16' }
const IPV6 = { podSubnet: 'fd00:10:244::/56', serviceSubnet: 'fd00:10:96::/112' }
// kubeadm's MaximumBitsForServiceSubnet: the API server keeps a bit for each address.
const MOST_SERVICE_BITS = 20

/** kind's own subnet of a family, IPv4 first of two, as its document writes it. */
export function defaultSubnets(family: KindIpFamily, key: SubnetKey): string {
  return { ipv4: IPV4[key], ipv6: IPV6[key], dual: `${IPV4[key]},${IPV6[key]}` }[family]
}

/** The networks of a subnet as kind writes them, one or, of a dual cluster, one of each family; or what is wrong. */
export function readSubnets(
  family: KindIpFamily,
  key: SubnetKey,
  value: string,
): { readonly subnets: readonly string[] } | { readonly fault: string } {
  const example = defaultSubnets(family, key)
  const cidrs = value.split(',')
  if (!fits(family, cidrs, isIpv4Cidr, isIpv6Cidr, 2)) {
    const wanted = { ipv4: 'an IPv4 CIDR', ipv6: 'an IPv6 CIDR', dual: 'one CIDR of each family' }[family]
    const isOther = family !== 'dual' && cidrs.every(isCidr)
    const fix = isOther ? `; for ${familiesOf(cidrs)} set networking.ipFamily to ${ipFamilyOf(cidrs)}` : ''
    return { fault: `'${value}' is not ${wanted} such as ${example}${fix}` }
  }
  const subnets = cidrs.map(networkOf)
  const wide = key === 'serviceSubnet' ? subnets.find((cidr) => hostBits(cidr) > MOST_SERVICE_BITS) : undefined
  if (wide === undefined) return { subnets }
  const longest = parseCidr(wide).family === 4 ? 32 : 128
  return { fault: `${wide} is wider than Kubernetes takes; use /${longest - MOST_SERVICE_BITS} or longer` }
}

/** The addresses of the kubelet's `node-ip`, canonical: one, or in a dual cluster one of each family; or what is wrong. */
export function readNodeIps(
  family: KindIpFamily,
  value: string,
): { readonly nodeIps: readonly string[] } | { readonly fault: string } {
  const addresses = value.split(',')
  if (fits(family, addresses, isIpv4, isIpv6, 1)) return { nodeIps: addresses.map(canonicalAddress) }
  if (family === 'dual')
    return { fault: `'${value}' is not one address of each family, such as 10.1.5.10,fd00:10:1:5::10` }
  const isOther = addresses.every(isIp)
  const fix = isOther ? `; for ${familiesOf(addresses)} set networking.ipFamily to ${ipFamilyOf(addresses)}` : ''
  return { fault: `'${value}' is not an ${family === 'ipv4' ? 'IPv4' : 'IPv6'} address${fix}` }
}

function fits(
  family: KindIpFamily,
  texts: readonly string[],
  is4: (text: string) => boolean,
  is6: (text: string) => boolean,
  leastOfDual: 1 | 2,
): boolean {
  if (family !== 'dual') return texts.length === 1 && texts.every(family === 'ipv4' ? is4 : is6)
  const [of4, of6] = [texts.filter(is4).length, texts.filter(is6).length]
  return of4 <= 1 && of6 <= 1 && of4 + of6 === texts.length && texts.length >= leastOfDual
}

function familiesOf(texts: readonly string[]): string {
  return { ipv4: 'IPv4', ipv6: 'IPv6', dual: 'both families' }[ipFamilyOf(texts)]
}

function ipFamilyOf(texts: readonly string[]): KindIpFamily {
  const families = new Set(texts.map(familyOf))
  if (families.size > 1) return 'dual'
  return families.has(4) ? 'ipv4' : 'ipv6'
}

function hostBits(cidr: string): number {
  const { family, prefixLength } = parseCidr(cidr)
  return (family === 4 ? 32 : 128) - prefixLength
}
