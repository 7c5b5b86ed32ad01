import { canonicalAddress, cidrContains, familyOf } from '@underlay/configs'
import type { PathLab, PathService, PathServicePort } from '../../path/path-lab.ts'
import type { PathDecision } from '../../path/prediction.ts'
import { isOwn } from '../network/addresses.ts'
import type { VirtualNetwork, VirtualPlace } from '../network/place.ts'
import type { PlainPacket } from './packet.ts'

/** What kube-proxy of a node makes of a packet to a Service. */
export interface ServiceVerdict {
  /** Where it may send the packet, each as likely as the others. */
  readonly endpoints: readonly ServiceEnd[]
  /** Why it sends it nowhere. */
  readonly refusal?: string
}

/** An endpoint, and what becomes of the packet's source on the way to it. */
export interface ServiceEnd {
  readonly ip: string
  readonly port: number
  readonly decision: PathDecision
  /** Why the source is changed, when it is. */
  readonly masqueraded?: string
}

/** Asks the kube-proxy of a place; undefined for what is of no Service there. */
export type KubeProxy = (place: VirtualPlace, packet: PlainPacket) => ServiceVerdict | undefined

/**
 * kube-proxy's rules as every node has them.
 *
 * A ClusterIP masquerades whoever is no pod; a NodePort masquerades everybody, unless externalTrafficPolicy is Local: then the
 * client's address stays, and only the node's own pods serve; a pod that reaches itself is always masqueraded.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.34.4/pkg/proxy/nftables/proxier.go
 */
export function kubeProxyOf(lab: PathLab, network: VirtualNetwork): KubeProxy {
  const { cluster, services } = lab
  return (place, packet) => {
    if (place.kind !== 'node' || cluster.kubeProxyMode === 'none') return undefined
    const { destination } = packet
    const { protocol, port: wanted } = packet.message
    for (const service of services) {
      for (const port of service.ports.filter((each) => each.protocol === protocol)) {
        const name = `${service.namespace}/${service.name}`
        if (port.port === wanted && service.clusterIps.map(canonicalAddress).includes(destination))
          return clusterIp({ name, service, port, place, packet })
        if (port.nodePort !== undefined && port.nodePort === wanted && answersNodePorts(place, destination))
          return nodePort({ name, service, port, place, packet })
      }
    }
    return unknownService(destination)
  }

  // iptables mode listens on all addresses of the node, nftables mode on its node-ips.
  function answersNodePorts(place: VirtualPlace, address: string): boolean {
    if (!isOwn(place, address)) return false
    if (cluster.kubeProxyMode !== 'nftables') return true
    const node = cluster.nodes.find(({ shortName }) => shortName === place.name)
    return node?.nodeIps.map(canonicalAddress).includes(address) === true
  }

  function unknownService(destination: string): ServiceVerdict | undefined {
    if (cluster.kubeProxyMode !== 'nftables') return undefined
    if (!cluster.serviceSubnets.some((subnet) => cidrContains(subnet, destination))) return undefined
    const known = services.some(({ clusterIps }) => clusterIps.map(canonicalAddress).includes(destination))
    const what = known ? `${destination} has no such port` : `${destination} is no Service's address`
    return { endpoints: [], refusal: `${what}: kube-proxy ${known ? 'rejects it' : 'drops it'}` }
  }

  function isPod(address: string): boolean {
    return cluster.podSubnets.some((subnet) => cidrContains(subnet, address))
  }

  function nodeOf(ip: string): string | undefined {
    const wanted = canonicalAddress(ip)
    const pod = lab.pods.find(({ ips }) => ips.map(canonicalAddress).includes(wanted))
    return pod?.node ?? [...network.values()].find((place) => isOwn(place, wanted))?.name
  }

  function clusterIp(question: Question): ServiceVerdict {
    const { name, service, place, packet } = question
    const local = service.internalTrafficPolicy === 'Local'
    const usable = endpointsFor(question, local)
    const { source } = packet
    const why = isPod(source)
      ? undefined
      : `kube-proxy masquerades what is no pod's: ${source} is outside of ${cluster.podSubnets.join(', ')}`
    return verdict(question, usable, {
      why,
      text: `${name} is ${packet.destination} port ${question.port.port}`,
      refusal: `${name} has no endpoint${local ? ` on ${place.name}, and internalTrafficPolicy Local takes no other` : ''}`,
    })
  }

  function nodePort(question: Question): ServiceVerdict {
    const { name, service, port, place, packet } = question
    const { source } = packet
    const isLocal = service.externalTrafficPolicy === 'Local'
    const isInside = isPod(source) || isOwn(place, source)
    const usable = endpointsFor(question, isLocal && !isInside)
    const why = !isLocal
      ? `kube-proxy masquerades all that comes to a NodePort`
      : isOwn(place, source)
        ? `kube-proxy masquerades what the node itself sends to a NodePort`
        : undefined
    return verdict(question, usable, {
      why,
      text: `NodePort ${port.nodePort} is ${name}'s`,
      refusal: `${name} has no endpoint${isLocal ? ` on ${place.name}, and externalTrafficPolicy Local takes no other` : ''}`,
    })
  }

  interface Question {
    readonly name: string
    readonly service: PathService
    readonly port: PathServicePort
    readonly place: VirtualPlace
    readonly packet: PlainPacket
  }

  function endpointsFor({ port, place, packet }: Question, own: boolean): PathServicePort['endpoints'] {
    const family = familyOf(packet.destination)
    const ofFamily = port.endpoints.filter(({ ip }) => familyOf(ip) === family)
    return own ? ofFamily.filter(({ ip }) => nodeOf(ip) === place.name) : ofFamily
  }

  function verdict(
    { port, packet }: Question,
    usable: PathServicePort['endpoints'],
    { why, text, refusal }: { readonly why: string | undefined; readonly text: string; readonly refusal: string },
  ): ServiceVerdict {
    if (usable.length === 0) {
      const all = port.endpoints.length === 0
      return { endpoints: [], refusal: `${refusal}: kube-proxy ${all ? 'rejects it' : 'drops it without a word'}` }
    }
    return {
      endpoints: usable.map(({ ip, port: target }) => {
        const address = canonicalAddress(ip)
        const hairpin = address === packet.source ? `kube-proxy masquerades a pod that reaches itself` : undefined
        const masqueraded = why ?? hairpin
        const choice = usable.length > 1 ? `, one of ${usable.length} endpoints, drawn by lot` : ''
        return {
          ip: address,
          port: target,
          decision: { kind: 'nat', text: `${text}: the destination becomes ${address} port ${target}${choice}` },
          ...(masqueraded !== undefined && { masqueraded }),
        }
      }),
    }
  }
}
