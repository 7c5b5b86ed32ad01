import { createHash } from 'node:crypto'
import type { ServiceEndpoint, ServicePort } from './service-port.ts'

/** The chains of a Service's port, by kube-proxy's own names. */
export interface PortNames {
  /** To all its endpoints. */
  readonly cluster: string
  /** To those of the node. */
  readonly local: string
  /** For what comes to its node port. */
  readonly external: string
  readonly endpoint: (endpoint: ServiceEndpoint) => string
  /** The set of the clients that keep an endpoint. */
  readonly affinity: (endpoint: ServiceEndpoint) => string
}

/**
 * The names that kube-proxy gives to the chains of a Service's port: readable, after a hash that keeps them apart.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.34.4/pkg/proxy/nftables/proxier.go
 */
export function portNames({ namespace, service, protocol, name }: ServicePort): PortNames {
  const port = `${namespace}/${service}/${protocol}/${name}`
  // A chain's name may have no colon.
  const endpoint = (end: ServiceEndpoint): string => hashed(`${port}__${end.address.replaceAll(':', '.')}/${end.port}`)
  return {
    cluster: `service-${hashed(port)}`,
    local: `local-${hashed(port)}`,
    external: `external-${hashed(port)}`,
    endpoint: (end) => `endpoint-${endpoint(end)}`,
    affinity: (end) => `affinity-${endpoint(end)}`,
  }
}

const longest = 240

function hashed(name: string): string {
  const whole = `${base32(createHash('sha256').update(name).digest())}-${name}`
  return whole.length > longest ? `${whole.slice(0, longest - 3)}...` : whole
}

// The first eight characters of RFC 4648's base32: five bits each of the first five bytes.
function base32(digest: Buffer): string {
  const bits = BigInt(`0x${digest.toString('hex', 0, 5)}`)
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  return Array.from({ length: 8 }, (_, nth) => alphabet[Number((bits >> BigInt(35 - 5 * nth)) & 31n)]).join('')
}
