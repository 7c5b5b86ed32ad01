import { cidrInside, cidrsOverlap, familyOf, isCidr, isIp, type ClusterModel } from '@underlay/configs'
import type { HostFacts, PreflightProblem } from './host-facts.ts'

interface Range {
  readonly what: string
  readonly cidr: string
  readonly fix: string
}

/**
 * Names every subnet of a lab that overlaps with another one of the lab, with a network of Docker, or with a route of
 * the machine; the default route is none.
 *
 * Inside the lab, and with the network that the nodes join, it is an error: packets would take the wrong way. With
 * anything else it is a warning: the lab works, and its nodes cannot reach what is there.
 *
 * @example
 * ```ts
 * subnetCollisions(facts, describeCluster(config), ['10.1.5.0/24']) // []
 * ```
 */
export function subnetCollisions(
  facts: Pick<HostFacts, 'networks' | 'kindNetwork' | 'routes'>,
  cluster: ClusterModel,
  fabricSubnets: readonly string[],
): readonly PreflightProblem[] {
  const ranges = rangesOf(cluster, fabricSubnets)
  const theirs = othersOf(facts)
  return [
    ...pairs(ranges)
      .filter(([a, b]) => cidrsOverlap(a.cidr, b.cidr))
      .map(([a, b]) => within(a, b)),
    ...ranges.flatMap((range) =>
      theirs
        .filter(({ cidr }) => cidrsOverlap(range.cidr, cidr))
        .map(({ what, cidr, severity, fix }) => ({
          severity,
          message: `${range.what} ${range.cidr} overlaps with ${what} ${cidr}`,
          fix: `${range.fix}${fix}`,
        })),
    ),
  ]
}

function rangesOf({ podSubnets, serviceSubnets, nodes }: ClusterModel, fabricSubnets: readonly string[]): Range[] {
  const fabric = [...new Set(fabricSubnets)].filter(isCidr)
  // An address of a fabric subnet is told with the subnet.
  const addresses = nodes.flatMap(({ shortName, nodeIps }) =>
    nodeIps
      .filter(isIp)
      .map((nodeIp) => `${nodeIp}/${familyOf(nodeIp) === 4 ? 32 : 128}`)
      .filter((cidr) => !fabric.some((subnet) => cidrInside(cidr, subnet)))
      .map((cidr) => ({ what: `node-ip of ${shortName}`, cidr, fix: `choose another node-ip for ${shortName}` })),
  )
  return [
    ...podSubnets.map((cidr) => ({ what: 'podSubnet', cidr, fix: 'choose another networking.podSubnet' })),
    ...serviceSubnets.map((cidr) => ({ what: 'serviceSubnet', cidr, fix: 'choose another networking.serviceSubnet' })),
    ...fabric.map((cidr) => ({ what: 'fabric subnet', cidr, fix: 'choose other addresses for this rack' })),
    ...addresses,
  ].filter(({ cidr }) => isCidr(cidr))
}

function othersOf({ networks, kindNetwork, routes }: Pick<HostFacts, 'networks' | 'kindNetwork' | 'routes'>) {
  const docker = networks.flatMap(({ name, subnets }) =>
    subnets.filter(isCidr).map((cidr) => ({
      what: name === kindNetwork ? `the network of kind's nodes (Docker's ${name})` : `Docker's network ${name}`,
      cidr,
      severity: name === kindNetwork ? ('error' as const) : ('warning' as const),
      fix: name === kindNetwork || name === 'bridge' ? '' : `, or docker network rm ${name}`,
    })),
  )
  // A network of Docker is a route too.
  const known = new Set(docker.map(({ cidr }) => cidr))
  const host = routes
    .filter(({ destination }) => isCidr(destination) && destination !== '0.0.0.0/0' && !known.has(destination))
    .map(({ destination, device }) => ({
      what: `this machine's route by ${device} to`,
      cidr: destination,
      severity: 'warning' as const,
      fix: `, unless the nodes need nothing from there`,
    }))
  return [...docker, ...host]
}

function within(a: Range, b: Range): PreflightProblem {
  return { severity: 'error', message: `${a.what} ${a.cidr} overlaps with ${b.what} ${b.cidr}`, fix: b.fix }
}

function pairs(ranges: readonly Range[]): readonly (readonly [Range, Range])[] {
  return ranges.flatMap((a, index) => ranges.slice(index + 1).map((b) => [a, b] as const))
}
