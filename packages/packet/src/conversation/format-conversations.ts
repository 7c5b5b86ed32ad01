import { formatColumns } from '../rows/format-columns.ts'
import type { Column } from '../rows/table.ts'
import type { Conversation } from './conversations.ts'
import { formatEnd } from './flow-ends.ts'
import { formatMilliseconds } from './format-milliseconds.ts'

/**
 * Conversations as an aligned table with a heading, without a line break at the end; times count from the first.
 *
 * @example
 * ```ts
 * console.log(formatConversations(conversations(capture)))
 * ```
 */
export function formatConversations(conversations: readonly Conversation[]): string {
  const startNs = conversations.reduce<bigint | undefined>(
    (first, { startNs }) => (first === undefined || startNs < first ? startNs : first),
    undefined,
  )
  const columns: readonly Column<Conversation>[] = [
    { title: 'Protocol', write: ({ protocol }, out) => out.put(protocol) },
    { title: 'From', write: ({ from }, out) => out.put(formatEnd(from)) },
    { title: 'To', write: ({ to }, out) => out.put(formatEnd(to)) },
    { title: 'Packets →', write: ({ forward }, out) => out.putNumber(forward.packets), alignRight: true },
    { title: 'Bytes →', write: ({ forward }, out) => out.putNumber(forward.bytes), alignRight: true },
    { title: '← Packets', write: ({ reverse }, out) => out.putNumber(reverse.packets), alignRight: true },
    { title: '← Bytes', write: ({ reverse }, out) => out.putNumber(reverse.bytes), alignRight: true },
    {
      title: 'Start',
      write: (each, out) => out.put(formatMilliseconds(each.startNs - (startNs ?? 0n))),
      alignRight: true,
    },
    { title: 'Duration', write: ({ durationNs }, out) => out.put(formatMilliseconds(durationNs)), alignRight: true },
  ]
  return formatColumns(columns, conversations)
}
