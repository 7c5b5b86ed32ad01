import type { Path } from '../document/path.ts'
import type { ClabEndpoint, ClabLink } from './topology.ts'

/** A link without its notation; endpoints carry the path where they are written. */
export interface ReadLink {
  readonly path: Path
  readonly type: string
  readonly endpoints: readonly ReadEndpoint[]
  readonly mtuBytes: number
}

/** One end of a link; a fault when it is not written as `node:interface`. */
export interface ReadEndpoint extends ClabEndpoint {
  readonly path: Path
  readonly fault?: string
}

// https://github.com/srl-labs/containerlab/blob/main/links/link.go
const CONTAINERLAB_MTU = 9500

/** Reads a link in either notation. */
export function readLink(link: ClabLink, index: number): ReadLink {
  const path = ['topology', 'links', index]
  const endpoints = (link.endpoints ?? []).map((endpoint, i) => readEndpoint(endpoint, [...path, 'endpoints', i]))
  return { path, type: link.type ?? 'veth', endpoints, mtuBytes: link.mtu ?? CONTAINERLAB_MTU }
}

function readEndpoint(endpoint: string | ClabEndpoint, path: Path): ReadEndpoint {
  if (typeof endpoint !== 'string') return { ...endpoint, path }
  const [node = '', name = '', ...rest] = endpoint.split(':')
  const written = node !== '' && name !== '' && rest.length === 0
  const fault = `'${endpoint}' is not written node:interface, such as gw0:eth1`
  return { node, interface: name, path, ...(!written && { fault }) }
}
