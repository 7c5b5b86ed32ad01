import type { Path } from '../document/path.ts'
import { formatPath } from '../document/path.ts'
import type { Position } from '../document/position.ts'
import type { Statement } from './config-boot-tree.ts'
import type { GatewayConfig } from './config.ts'
import { readInterfaces } from './read-interfaces.ts'
import { readSourceNat } from './read-source-nat.ts'

/** Collects what a `config.boot` says while its statements are read. */
export interface Reading {
  readonly refuse: (statement: Statement, path: Path, message: string) => void
  readonly note: (statement: Statement, path: Path, reason: string) => void
  /** Remembers that a value of the gateway comes from a statement with this path. */
  readonly place: (value: Path, statement: Statement, path: Path) => void
}

interface Note extends Position {
  readonly path: Path
  readonly message: string
}

const REFUSED: Readonly<Record<string, string>> = {
  firewall: 'is not realised by this tool, and would change what passes; remove it',
  policy: 'is not realised by this tool, and would change routes; remove it',
  protocols: 'is not realised by this tool, and would change routes; remove it',
  vrf: 'is not realised by this tool, and would change routes; remove it',
}

/** Derives the gateway from the statements of a `config.boot`. */
export function readGateway(
  statements: readonly Statement[],
  refuseAt: (position: Position, path: Path, message: string) => void,
) {
  const positions = new Map<string, Position>()
  const names = new Map<string, Path>()
  const notes: Note[] = []
  const reading: Reading = {
    refuse: ({ line, column }, path, message) => refuseAt({ line, column }, path, message),
    note: ({ line, column }, path, reason) => notes.push({ line, column, path, message: `is ignored: ${reason}` }),
    place: (value, { line, column }, path) => {
      positions.set(formatPath(value), { line, column })
      names.set(formatPath(value), path)
    },
  }
  const draft = { hostName: 'vyos', interfaces: [], sourceNat: [] } as Draft
  for (const statement of statements) readSection(statement, draft, reading)
  const gateway: GatewayConfig = draft
  return { gateway, positions, names, notes }
}

type Draft = { hostName: string; interfaces: GatewayConfig['interfaces']; sourceNat: GatewayConfig['sourceNat'] }

function readSection(section: Statement, draft: Draft, reading: Reading): void {
  const [name = '', value] = section.words
  const refusal = Object.hasOwn(REFUSED, name) ? REFUSED[name] : undefined
  if (refusal) reading.refuse(section, [name], refusal)
  else if (name === 'interfaces') draft.interfaces = readInterfaces(section, draft.interfaces, reading)
  else if (name === 'nat')
    draft.sourceNat = [...draft.sourceNat, ...readSourceNat(section, draft.sourceNat.length, reading)]
  else if (name === 'system') readSystem(section, draft, reading)
  else
    reading.note(
      section,
      value === undefined ? [name] : [name, value],
      'it changes nothing of what the gateway forwards',
    )
}

function readSystem(section: Statement, draft: Draft, reading: Reading): void {
  for (const statement of section.children ?? []) {
    const [name = '', value] = statement.words
    if (name === 'host-name' && value !== undefined) {
      draft.hostName = value
      reading.place(['hostName'], statement, ['system', 'host-name'])
    } else reading.note(statement, ['system', name], 'it changes nothing of what the gateway forwards')
  }
}
