import { protocols } from '../layers/dissector-tables.ts'
import type { FieldKind } from '../layers/field-kinds.ts'
import { fieldKind } from '../layers/field-kinds.ts'
import type { FieldReader, Protocol } from '../layers/protocol.ts'
import type { FrameValue } from './frame-fields.ts'
import { frameFields } from './frame-fields.ts'
import type { Subject } from './subject.ts'

/** How one protocol reads a field. */
export interface LayerReader {
  readonly protocol: Protocol
  readonly read: FieldReader
}

/** What a name in a filter stands for. */
export type FilterField =
  | {
      readonly type: 'layer'
      readonly kind: FieldKind
      readonly layerNames: ReadonlySet<string>
      readonly readers: readonly LayerReader[]
    }
  | { readonly type: 'protocol'; readonly kind: 'protocol'; readonly layerNames: ReadonlySet<string> }
  | {
      readonly type: 'frame'
      readonly kind: FieldKind
      readonly read: (subject: Subject) => FrameValue
    }

/** Names of Wireshark's that stand for several fields, or for one as text. */
const combinations: Readonly<Record<string, { readonly of: readonly string[]; readonly kind?: FieldKind }>> = {
  'eth.addr': { of: ['eth.dst', 'eth.src'] },
  'ip.addr': { of: ['ip.src', 'ip.dst'] },
  'ip.dst_host': { of: ['ip.dst'], kind: 'string' },
  'ip.host': { of: ['ip.src', 'ip.dst'], kind: 'string' },
  'ip.src_host': { of: ['ip.src'], kind: 'string' },
  'ipv6.addr': { of: ['ipv6.src', 'ipv6.dst'] },
  'ipv6.dst_host': { of: ['ipv6.dst'], kind: 'string' },
  'ipv6.host': { of: ['ipv6.src', 'ipv6.dst'], kind: 'string' },
  'ipv6.src_host': { of: ['ipv6.src'], kind: 'string' },
  'tcp.port': { of: ['tcp.srcport', 'tcp.dstport'] },
  'udp.port': { of: ['udp.srcport', 'udp.dstport'] },
}

const fields = indexFields()

/** The field or protocol of that name. */
export function findField(name: string): FilterField | undefined {
  return fields.get(name)
}

/** All names that a filter may use. */
export function fieldNames(): Iterable<string> {
  return fields.keys()
}

function indexFields(): ReadonlyMap<string, FilterField> {
  const all = protocols.flatMap((protocol) =>
    Object.entries<FieldReader>(protocol.fields).map(([name, read]) => ({ name, protocol, read })),
  )
  const byName = Map.groupBy(all, ({ name }) => name)
  const layerField = (kind: FieldKind, names: readonly string[]): FilterField => {
    const readers = names.flatMap((name) => byName.get(name) ?? [])
    return { type: 'layer', kind, layerNames: new Set(readers.map(({ protocol }) => protocol.name)), readers }
  }
  return new Map<string, FilterField>([
    ...protocols.map(
      ({ name }) => [name, { type: 'protocol', kind: 'protocol', layerNames: new Set([name]) }] as const,
    ),
    ['_ws.malformed', { type: 'protocol', kind: 'protocol', layerNames: new Set(['malformed']) }],
    ...[...byName.keys()].map((name) => [name, layerField(fieldKind(name), [name])] as const),
    ...Object.entries(combinations).map(
      ([name, { of, kind }]) => [name, layerField(kind ?? fieldKind(of[0] ?? ''), of)] as const,
    ),
    ...Object.entries(frameFields).map(([name, field]) => [name, { type: 'frame', ...field }] as const),
  ])
}
