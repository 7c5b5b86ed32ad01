import type { Path } from '../document/path.ts'
import type { SourceOptions } from '../document/parse.ts'
import type { GatewayKind } from '../gateway/config.ts'
import type { ParsedGateway } from '../gateway/parse-gateway.ts'
import { parseFrrConf } from '../gateway/parse-frr.ts'
import { parseVyosConfigBoot } from '../gateway/parse-vyos.ts'
import { isConfigBoot, normalisePath, readBind } from './bind.ts'
import type { ResolvedNode } from './resolve-node.ts'

/** containerlab's kind for VyOS, which has its `config.boot` as `startup-config`. */
export const VYOS_KIND = 'vyosnetworks_vyos'

/** The label of a node that says which software carries out its description: `underlay.gateway: linux`. */
export const KIND_LABEL = 'underlay.gateway'

/** The file that describes a gateway: its path beside the topology, where it is named, and who reads it. */
export interface GatewayDocument {
  readonly source: string
  /** The same as the topology has it. */
  readonly written: string
  readonly path: Path
  readonly parse: (text: string, options: SourceOptions) => ParsedGateway
}

/** The file that describes a gateway: a bound `config.boot` or `frr.conf`, or a VyOS node's `startup-config`. */
export function gatewayDocument({ binds, kind, startupConfig }: ResolvedNode): GatewayDocument | undefined {
  for (const { value, path } of binds) {
    const { source, target } = readBind(value)
    const [written = ''] = value.split(':')
    if (isConfigBoot(value)) return { source, written, path, parse: parseVyosConfigBoot }
    if (target === '/etc/frr/frr.conf') return { source, written, path, parse: parseFrrConf }
    if (target === '/etc/frr') return { source: `${source}/frr.conf`, written, path, parse: parseFrrConf }
  }
  if (kind !== VYOS_KIND || !startupConfig) return undefined
  const { value: written, path } = startupConfig
  return { source: normalisePath(written), written, path, parse: parseVyosConfigBoot }
}

/** The kind that a label asks for, or undefined when it asks for none that there is. */
export function labelledKind(label: string): GatewayKind | undefined {
  return label === 'vyos' || label === 'frr' || label === 'linux' ? label : undefined
}
