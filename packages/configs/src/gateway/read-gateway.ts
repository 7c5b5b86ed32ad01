import type { Statement } from './config-boot-tree.ts'
import type { GatewayConfig } from './config.ts'
import { readInterfaces } from './read-interfaces.ts'
import type { ReadProtocols } from './read-protocols.ts'
import { readProtocols } from './read-protocols.ts'
import { readSourceNat } from './read-source-nat.ts'
import type { Reading } from './reading.ts'

const REFUSED: Readonly<Record<string, string>> = {
  firewall: 'is not realised by this tool, and would change what passes; remove it',
  policy: 'is not realised by this tool, and would change routes; remove it',
  vrf: 'is not realised by this tool, and would change routes; remove it',
}
const HARMLESS = 'it changes nothing of what the gateway forwards'

interface Draft {
  hostName: string
  interfaces: GatewayConfig['interfaces']
  sourceNat: GatewayConfig['sourceNat']
  protocols: ReadProtocols
}

/** Derives the gateway from the statements of a `config.boot`. */
export function readGateway(statements: readonly Statement[], reading: Reading): GatewayConfig {
  const draft: Draft = { hostName: 'vyos', interfaces: [], sourceNat: [], protocols: { staticRoutes: [] } }
  for (const statement of statements) readSection(statement, draft, reading)
  const { hostName, interfaces, sourceNat, protocols } = draft
  const { staticRoutes, bgp } = protocols
  return { hostName, interfaces, sourceNat, ...(staticRoutes.length > 0 && { staticRoutes }), ...(bgp && { bgp }) }
}

function readSection(section: Statement, draft: Draft, reading: Reading): void {
  const [name = '', value] = section.words
  const refusal = Object.hasOwn(REFUSED, name) ? REFUSED[name] : undefined
  if (refusal) reading.refuse(section, [name], refusal)
  else if (name === 'interfaces') draft.interfaces = readInterfaces(section, draft.interfaces, reading)
  else if (name === 'nat')
    draft.sourceNat = [...draft.sourceNat, ...readSourceNat(section, draft.sourceNat.length, reading)]
  else if (name === 'protocols') draft.protocols = readProtocols(section, draft.protocols, reading)
  else if (name === 'system') readSystem(section, draft, reading)
  else reading.note(section, value === undefined ? [name] : [name, value], HARMLESS)
}

function readSystem(section: Statement, draft: Draft, reading: Reading): void {
  for (const statement of section.children ?? []) {
    const [name = '', value] = statement.words
    if (name === 'host-name' && value !== undefined) {
      draft.hostName = value
      reading.place(['hostName'], statement, ['system', 'host-name'])
    } else reading.note(statement, ['system', name], HARMLESS)
  }
}
