import type { Path } from '../document/path.ts'
import type { SourceOptions } from '../document/parse.ts'
import type { GatewayKind } from '../gateway/config.ts'
import type { ParsedGateway } from '../gateway/parse-gateway.ts'
import { parseFrrConf } from '../gateway/parse-frr.ts'
import { parseVyosConfigBoot } from '../gateway/parse-vyos.ts'
import { isConfigBoot, readBind } from './bind.ts'
import type { Written } from './resolve-node.ts'

/** The file that describes a gateway: its path beside the topology, where it is bound, and who reads it. */
export interface GatewayDocument {
  readonly source: string
  readonly path: Path
  readonly parse: (text: string, options: SourceOptions) => ParsedGateway
}

/** The label of a node that says which software carries out its description: `underlay.gateway: linux`. */
export const KIND_LABEL = 'underlay.gateway'

/** The file that describes a gateway, `config.boot` or `frr.conf`, as its binds bring it. */
export function gatewayDocument(binds: readonly Written[]): GatewayDocument | undefined {
  for (const { value, path } of binds) {
    const { source, target } = readBind(value)
    if (isConfigBoot(value)) return { source, path, parse: parseVyosConfigBoot }
    if (target === '/etc/frr/frr.conf') return { source, path, parse: parseFrrConf }
    if (target === '/etc/frr') return { source: `${source}/frr.conf`, path, parse: parseFrrConf }
  }
  return undefined
}

/** The kind that a label asks for, or undefined when it asks for none that there is. */
export function labelledKind(label: string): GatewayKind | undefined {
  return label === 'vyos' || label === 'frr' || label === 'linux' ? label : undefined
}
