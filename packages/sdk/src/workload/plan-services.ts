import { createHash } from 'node:crypto'
import { replaceTable } from '../plan/plan.ts'

/** One port of a Service with the endpoints that stand behind it. */
export interface ServicePort {
  /** `namespace/name:port`. */
  readonly id: string
  readonly clusterIp: string
  readonly port: number
  readonly protocol: 'tcp' | 'udp'
  readonly nodePort: number | undefined
  /** `address:port`; none yet is a port that nobody answers. */
  readonly endpoints: readonly string[]
}

const masqueradeMark = '0x4000'

/**
 * What kube-proxy programs on every node, in its nftables form: a NodePort masquerades, a ClusterIP keeps a pod's
 * source but masquerades a node's and a hairpin's; endpoints are picked at random.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.34.4/pkg/proxy/nftables/proxier.go
 */
export function planServices(ports: readonly ServicePort[], podCidr: string): string[] {
  const chains = ports.flatMap(portChains)
  const entries = ports.flatMap((port) => {
    const chain = chainName(port.id)
    const clusterIp = `ip daddr ${port.clusterIp} ${port.protocol} dport ${port.port}`
    const rules = [
      `    ${clusterIp} ip saddr != ${podCidr} meta mark set mark or ${masqueradeMark}`,
      `    ${clusterIp} goto ${chain}`,
    ]
    if (port.nodePort === undefined) return rules
    const nodePort = `fib daddr type local ${port.protocol} dport ${port.nodePort}`
    return [...rules, `    ${nodePort} meta mark set mark or ${masqueradeMark}`, `    ${nodePort} goto ${chain}`]
  })
  return replaceTable(
    'kube-proxy',
    `table ip kube-proxy {
${chains.join('\n')}
  chain services {
${entries.join('\n')}
  }
  chain nat-prerouting { type nat hook prerouting priority dstnat; policy accept; jump services; }
  chain nat-output { type nat hook output priority -100; policy accept; jump services; }
  chain nat-postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    meta mark & ${masqueradeMark} == 0 return
    masquerade
  }
}`,
  )
}

function portChains(port: ServicePort): string[] {
  const endpoints = port.endpoints.map((endpoint) => {
    const [address = ''] = endpoint.split(':')
    return `  chain ${chainName(port.id, endpoint)} {
    ip saddr ${address} meta mark set mark or ${masqueradeMark}
    meta l4proto ${port.protocol} dnat to ${endpoint}
  }`
  })
  const picks = port.endpoints.map((endpoint, index) => `${index} : goto ${chainName(port.id, endpoint)}`)
  const pick = picks.length === 0 ? '' : `numgen random mod ${picks.length} vmap { ${picks.join(', ')} }`
  return [...endpoints, `  chain ${chainName(port.id)} {\n    ${pick}\n  }`]
}

function chainName(...parts: readonly string[]): string {
  const kind = parts.length === 1 ? 'service' : 'endpoint'
  return `${kind}-${createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 10)}`
}
