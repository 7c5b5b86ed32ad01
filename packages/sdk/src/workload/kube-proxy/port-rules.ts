import { familyOf } from '@underlay/configs'
import { portNames, type PortNames } from './names.ts'
import type { ServiceEndpoint, ServicePort } from './service-port.ts'
import { wordsOf } from './table.ts'

/** What one port of a Service adds to a node's table. */
export interface PortRules {
  readonly chains: readonly string[]
  readonly affinitySets: readonly string[]
  readonly rules: readonly string[]
  /** Of sets and maps, `NAME { … }`. */
  readonly elements: readonly string[]
}

/**
 * What kube-proxy writes on a node for one port of a Service.
 *
 * A ClusterIP masquerades whoever is no pod. A node port masquerades everybody under externalTrafficPolicy Cluster; under
 * Local it keeps the client's address and goes to the node's own pods, but pods and the node itself still reach all of
 * them, as if they had come back from a load balancer. A pod that calls itself is always masqueraded.
 *
 * @param podCidr the pods of the port's family.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.34.4/pkg/proxy/nftables/proxier.go
 */
export function portRules(port: ServicePort, node: string, podCidr: string): PortRules {
  const names = portNames(port)
  const { ip } = wordsOf(familyOf(port.clusterIp))
  const own = port.endpoints.filter((endpoint) => endpoint.node === node)
  const external = port.nodePort !== undefined
  const usesLocal = port.internalPolicy === 'Local' || (external && port.externalPolicy === 'Local')
  const usesCluster = port.internalPolicy === 'Cluster' || external
  const usable = usesCluster ? port.endpoints : own
  const [inside, outside] = [usableBy(port.internalPolicy, port, own), usableBy(port.externalPolicy, port, own)]
  const chains = [
    ...usable.map(names.endpoint),
    ...(usesCluster && port.endpoints.length > 0 ? [names.cluster] : []),
    ...(usesLocal && own.length > 0 ? [names.local] : []),
    ...(external && port.endpoints.length > 0 ? [names.external] : []),
  ]
  const policyChain = port.internalPolicy === 'Local' ? names.local : names.cluster
  const internal = inside
    ? [`${policyChain} ${ip} daddr ${port.clusterIp} ${ip} saddr != ${podCidr} jump mark-for-masquerade`]
    : []
  return {
    chains,
    affinitySets: port.affinitySeconds === undefined ? [] : usable.map(names.affinity),
    rules: [
      ...internal,
      ...(chains.includes(names.external) ? externalRules(port, names, ip, { podCidr, outside }) : []),
      ...(chains.includes(names.cluster)
        ? pickRules(port, names, ip, { chain: names.cluster, from: port.endpoints })
        : []),
      ...(chains.includes(names.local) ? pickRules(port, names, ip, { chain: names.local, from: own }) : []),
      ...usable.flatMap((endpoint) => endpointRules(port, names, ip, endpoint)),
    ],
    elements: elements(port, names, policyChain, { inside, outside }),
  }
}

function usableBy(policy: 'Cluster' | 'Local', { endpoints }: ServicePort, own: readonly ServiceEndpoint[]): boolean {
  return (policy === 'Local' ? own : endpoints).length > 0
}

function externalRules(
  port: ServicePort,
  names: PortNames,
  ip: string,
  { podCidr, outside }: { readonly podCidr: string; readonly outside: boolean },
): string[] {
  const rest = `${names.external} goto ${port.externalPolicy === 'Local' ? names.local : names.cluster}`
  if (port.externalPolicy === 'Cluster') return [`${names.external} jump mark-for-masquerade`, rest]
  return [
    `${names.external} ${ip} saddr ${podCidr} goto ${names.cluster}`,
    `${names.external} fib saddr type local jump mark-for-masquerade`,
    `${names.external} fib saddr type local goto ${names.cluster}`,
    ...(outside ? [rest] : []),
  ]
}

function pickRules(
  port: ServicePort,
  names: PortNames,
  ip: string,
  { chain, from }: { readonly chain: string; readonly from: readonly ServiceEndpoint[] },
): string[] {
  const kept = port.affinitySeconds === undefined ? [] : from
  const picks = from.map((endpoint, nth) => `${nth} : goto ${names.endpoint(endpoint)}`)
  return [
    ...kept.map((endpoint) => `${chain} ${ip} saddr @${names.affinity(endpoint)} goto ${names.endpoint(endpoint)}`),
    `${chain} numgen random mod ${from.length} vmap { ${picks.join(', ')} }`,
  ]
}

function endpointRules(port: ServicePort, names: PortNames, ip: string, endpoint: ServiceEndpoint): string[] {
  const chain = names.endpoint(endpoint)
  const { address, port: target } = endpoint
  const goal = ip === 'ip' ? `${address}:${target}` : `[${address}]:${target}`
  // The timeout is the rule's, where kube-proxy gives it to the set: a set's cannot be changed.
  const keep = `update @${names.affinity(endpoint)} { ${ip} saddr timeout ${port.affinitySeconds}s }`
  return [
    `${chain} ${ip} saddr ${address} jump mark-for-masquerade`,
    ...(port.affinitySeconds === undefined ? [] : [`${chain} ${keep}`]),
    `${chain} meta l4proto ${port.protocol} dnat to ${goal}`,
  ]
}

// Who has no endpoint at all is told so; who has none here is left without an answer.
function elements(
  port: ServicePort,
  names: PortNames,
  policyChain: string,
  { inside, outside }: { readonly inside: boolean; readonly outside: boolean },
): string[] {
  const { clusterIp, protocol, nodePort } = port
  const refusal = port.endpoints.length === 0 ? 'goto reject-chain' : 'drop'
  const service = `${clusterIp} . ${protocol} . ${port.port}`
  const list = [
    `cluster-ips { ${clusterIp} }`,
    inside ? `service-ips { ${service} : goto ${policyChain} }` : `no-endpoint-services { ${service} : ${refusal} }`,
  ]
  if (nodePort === undefined) return list
  if (port.endpoints.length > 0) {
    list.push(`service-nodeports { ${protocol} . ${nodePort} : goto ${names.external} }`)
  }
  if (!outside) list.push(`no-endpoint-nodeports { ${protocol} . ${nodePort} : ${refusal} }`)
  return list
}
