import { isIPv4 } from 'node:net'
import type { KubernetesNode } from '../../kubernetes/node/kubernetes-node.ts'

const kubeletPort = 10_250
const apiPort = 6443

/** What an engine that captures through the network itself sends. */
export interface OwnTraffic {
  /**
   * The packets that carry a capture to this process, in libpcap's language: a tap that does not leave them out captures
   * its own stream, each packet of which makes the next.
   */
  readonly ownTraffic: string
}

/**
 * The traffic of execs: from the API server to the kubelets, and from here to the API server.
 *
 * @param server the API server's scheme, host and port.
 * @example
 * ownTrafficOf([], 'https://10.1.5.10:8443') // 'tcp port 10250 or tcp port 6443 or (host 10.1.5.10 and tcp port 8443)'
 * @see https://kubernetes.io/docs/reference/networking/ports-and-protocols/
 */
export function ownTrafficOf(nodes: readonly KubernetesNode[], server: string): string {
  const kubelets = new Set([kubeletPort, ...nodes.map(kubeletPortOf)])
  const ports = [...kubelets, apiPort].map((port) => `tcp port ${port}`)
  const { hostname, port, protocol } = new URL(server)
  const shown = Number(port || (protocol === 'http:' ? 80 : 443))
  // A name would have to be resolved on the node; a port alone would hide others' HTTPS.
  const byAddress = isIPv4(hostname) && !hostname.startsWith('127.') && shown !== apiPort
  return [...ports, ...(byAddress ? [`(host ${hostname} and tcp port ${shown})`] : [])].join(' or ')
}

function kubeletPortOf({ status }: KubernetesNode): number {
  const { daemonEndpoints } = (status ?? {}) as {
    readonly daemonEndpoints?: { readonly kubeletEndpoint?: { readonly Port?: number } }
  }
  return daemonEndpoints?.kubeletEndpoint?.Port ?? kubeletPort
}
