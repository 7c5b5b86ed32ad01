import type { Fact } from './fact.ts'
import type { Roles } from './roles.ts'
import type { FlowSnapshot, SnapshotPacket, SnapshotValue } from './snapshot.ts'

/** The facts of a flow: at each tap which messages came in which order, and what each looks like. */
export function flowFacts(name: string, { taps }: FlowSnapshot, roles: Roles): Fact[] {
  return Object.entries(taps).flatMap(([tap, packets]) => {
    const at = tapRole(tap, roles)
    const messages = [...Map.groupBy(packets, ({ direction, message }) => `${message} ${arrows[direction]}`)]
    const scope = flowScope(name, at)
    return [
      { place: at, scope, what: 'flow', key: name, fields: { messages: exchange(messages) } },
      ...messages.map(([message, group]): Fact => ({
        place: at,
        scope,
        what: 'packet',
        key: `${name}: ${message}`,
        fields: packetFields(tap, group, roles),
      })),
    ]
  })
}

const arrows = { forward: '→', reverse: '←' } as const

/** The scope of a flow at a tap. */
export function flowScope(name: string, tap: string): string {
  return `${name} at ${tap}`
}

/** `worker2:net0`; the tap of a pod's veth is named by the pod. */
export function tapRole(tap: string, roles: Roles): string {
  const colon = tap.lastIndexOf(':')
  const [place, device] = [tap.slice(0, colon), tap.slice(colon + 1)]
  return `${roles.place(place)}:${roles.device(place, device)}`
}

// How many segments a connection takes depends on programs and timing; that there are some does not.
function exchange(messages: readonly (readonly [string, readonly SnapshotPacket[]])[]): string {
  if (messages.length === 0) return 'none'
  return messages
    .map(([name, group]) => (group[0]?.message === 'segment' ? name : `${group.length} ${name}`))
    .join(', ')
}

function packetFields(tap: string, group: readonly SnapshotPacket[], roles: Roles): Record<string, SnapshotValue> {
  const place = tap.slice(0, tap.lastIndexOf(':'))
  const rows = group.map(({ protocols, headerBytes, message, fields }) => {
    const entries = Object.entries(fields)
      .filter(([name]) => !(message === 'segment' && name.startsWith('ip.len')))
      .map(([name, value]): [string, SnapshotValue] => [name, roleOf(place, name, value, roles)])
    return { protocols, headerBytes, ...Object.fromEntries(entries) } as Record<string, SnapshotValue>
  })
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return Object.fromEntries(
    names.map((name) => {
      const values = [...new Set(rows.map((row) => row[name] ?? 'none'))]
      return [name, values.length === 1 ? (values[0] ?? 'none') : values.toSorted().join(' | ')]
    }),
  )
}

function roleOf(place: string, name: string, value: SnapshotValue, roles: Roles): SnapshotValue {
  if (typeof value !== 'string') return value
  if (/^eth\.(src|dst)/.test(name)) return roles.mac(value)
  return /^ip(v6)?\.(src|dst)/.test(name) ? roles.address(place, value) : value
}
