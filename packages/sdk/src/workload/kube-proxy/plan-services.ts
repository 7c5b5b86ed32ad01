import { familyOf, type IpFamily } from '@underlay/configs'
import { portRules, type PortRules } from './port-rules.ts'
import type { ServicePort } from './service-port.ts'
import { baseTable, wordsOf, type KubeProxyNode, type KubeProxySettings } from './table.ts'

/**
 * What kube-proxy programs on a node, as instructions that make it so whatever was there before: one transaction, in
 * which clients keep their endpoints.
 *
 * @param before the ports as they were: of endpoints that are gone nobody is remembered.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.34.4/pkg/proxy/nftables/proxier.go
 */
export function planServices(
  ports: readonly ServicePort[],
  node: KubeProxyNode,
  settings: KubeProxySettings,
  before: readonly ServicePort[] = [],
): string[] {
  if (settings.mode === 'none') return []
  const families = [...new Set(settings.serviceCidrs.map(familyOf))]
  return families.flatMap((family) => {
    const podCidr = settings.podCidrs.find((cidr) => familyOf(cidr) === family)
    // Kubernetes refuses a cluster whose pods lack a family of its Services.
    if (podCidr === undefined) return []
    const rulesOf = (list: readonly ServicePort[]): PortRules[] =>
      list.filter(({ clusterIp }) => familyOf(clusterIp) === family).map((port) => portRules(port, node.name, podCidr))
    return tableLines(family, rulesOf(ports), rulesOf(before), node, settings)
  })
}

function tableLines(
  family: IpFamily,
  ports: readonly PortRules[],
  before: readonly PortRules[],
  node: KubeProxyNode,
  { mode, serviceCidrs }: KubeProxySettings,
): string[] {
  const { table, address } = wordsOf(family)
  const ofFamily = (list: readonly string[]): string[] => list.filter((text) => familyOf(text) === family)
  const nodeIps = mode === 'nftables' ? ofFamily(node.nodeIps) : undefined
  const base = baseTable(family, ofFamily(serviceCidrs), nodeIps)
  const sets = ports.flatMap(({ affinitySets }) => affinitySets)
  const gone = before.flatMap(({ affinitySets }) => affinitySets).filter((name) => !sets.includes(name))
  const addSet = (name: string): string => `add set ${table} ${name} { type ${address} ; flags dynamic,timeout ; }`
  const elements = [
    ...(nodeIps ?? []).map((nodeIp) => `nodeport-ips { ${nodeIp} }`),
    ...new Set(ports.flatMap((port) => port.elements)),
  ]
  // Chains of what is gone stay, empty: before Linux 6.2 the kernel still counts elements that led to them.
  const lines = [
    `add table ${table}`,
    ...[...base.chains, ...ports.flatMap(({ chains }) => chains)].map((chain) => add('chain', chain)),
    ...base.sets.map((set) => `add ${inTable(set)}`),
    ...[...sets, ...gone].map(addSet),
    `flush table ${table}`,
    ...base.sets.map((set) => `flush ${inTable(set.split(' {')[0] ?? '')}`),
    ...gone.map((name) => `delete set ${table} ${name}`),
    ...[...base.rules, ...ports.flatMap(({ rules }) => rules)].map((rule) => add('rule', rule)),
    ...elements.map((element) => add('element', element)),
  ].map((line) => `nft ${line}`)
  // A node port answers at 127.0.0.1 too, whence no packet would leave.
  const sysctls = mode === 'iptables' && family === 4 ? ['sysctl net.ipv4.conf.all.route_localnet 1'] : []
  return [...sysctls, ...lines]

  function add(what: string, text: string): string {
    return `add ${what} ${table} ${text}`
  }
  function inTable(set: string): string {
    const [kind, ...rest] = set.split(' ')
    return `${kind} ${table} ${rest.join(' ')}`
  }
}
