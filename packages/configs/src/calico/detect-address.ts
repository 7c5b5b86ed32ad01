import { cidrContains, isCidr, parseCidr } from '../address/cidr.ts'
import { familyOf, isGlobalUnicast, isIp } from '../address/ip.ts'
import { TopologyError } from '../issue/topology-error.ts'
import { readAutodetection } from './autodetection.ts'

/** An interface of a node; addresses are CIDRs of either family. */
export interface NodeInterface {
  readonly name: string
  readonly addresses: readonly string[]
  readonly up: boolean
}

/** What autodetection found: the address is a CIDR, with the interface's mask. */
export interface DetectedAddress {
  readonly interface: string
  readonly address: string
}

// node/pkg/lifecycle/startup/autodetection/autodetection_linux.go
const NEVER_FOUND =
  /^(?:docker|cbr|dummy|podman|virbr|lxcbr|veth|lo|cali|tunl|flannel|kube-ipvs|cni|vxlan\.calico|vxlan-v6\.calico|wireguard\.cali|wg-v6\.cali)/

/**
 * Finds a node's own address as calico-node would, among interfaces in the order of their index, as `ip addr` lists them.
 *
 * Like Calico, it looks at the **last** interface first, and does not ask whether an interface is up; only `can-reach=` needs one that is.
 * IPv4 is looked for unless `family` says 6. `can-reach=` a destination outside of all subnets takes `defaultInterface`, a host name is never resolved. `kubernetes-internal-ip` takes `nodeIp`.
 *
 * @throws {@link TopologyError} when the method is none.
 * @example
 * ```ts
 * detectAddress('interface=net0', [{ name: 'net0', addresses: ['10.1.5.10/24'], up: true }])
 * // { interface: 'net0', address: '10.1.5.10/24' }
 * ```
 * @see https://github.com/projectcalico/calico/blob/master/node/pkg/lifecycle/startup/autodetection/interfaces.go
 */
export function detectAddress(
  method: string,
  interfaces: readonly NodeInterface[],
  options: { readonly nodeIp?: string; readonly defaultInterface?: string; readonly family?: 4 | 6 } = {},
): DetectedAddress | undefined {
  const read = readAutodetection(method)
  const { family = 4 } = options
  const candidates = candidatesOf(interfaces, family)
  switch (read.method) {
    case 'fault':
      throw new TopologyError([{ file: 'calico options', path: 'autodetection', message: read.fault }])
    case 'first-found':
      return usable(candidates).find((entry) => !NEVER_FOUND.test(entry.interface))
    case 'interface':
      return usable(candidates).find((entry) => read.matches(entry.interface))
    case 'skip-interface':
      return usable(candidates).find((entry) => !NEVER_FOUND.test(entry.interface) && !read.matches(entry.interface))
    case 'cidr':
      return usable(candidates).find(({ address }) => read.cidrs.some((cidr) => cidrContains(cidr, host(address))))
    case 'kubernetes-internal-ip':
      return candidates.find(({ address }) => host(address) === options.nodeIp)
    case 'can-reach':
      return reaching(
        read.destination,
        candidatesOf(
          interfaces.filter(({ up }) => up),
          family,
        ),
        options.defaultInterface,
      )
  }
}

function candidatesOf(interfaces: readonly NodeInterface[], family: 4 | 6): readonly DetectedAddress[] {
  return interfaces
    .toReversed()
    .flatMap(({ name, addresses }) =>
      addresses
        .filter((address) => isCidr(address) && familyOf(address) === family)
        .map((address) => ({ interface: name, address })),
    )
}

function usable(candidates: readonly DetectedAddress[]): readonly DetectedAddress[] {
  return candidates.filter(({ address }) => isGlobalUnicast(host(address)))
}

function reaching(destination: string, candidates: readonly DetectedAddress[], defaultInterface: string | undefined) {
  const connected = isIp(destination) ? candidates.filter(({ address }) => cidrContains(address, destination)) : []
  const [nearest] = connected.toSorted((a, b) => parseCidr(b.address).prefixLength - parseCidr(a.address).prefixLength)
  return nearest ?? candidates.findLast((entry) => entry.interface === defaultInterface)
}

function host(cidr: string): string {
  return cidr.split('/')[0] ?? cidr
}
