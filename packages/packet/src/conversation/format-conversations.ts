import { printable } from '../rows/printable.ts'
import type { Column } from '../rows/format-columns.ts'
import { formatColumns } from '../rows/format-columns.ts'
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
    { title: 'Protocol', value: ({ protocol }) => printable(protocol) },
    { title: 'From', value: ({ from }) => formatEnd(from) },
    { title: 'To', value: ({ to }) => formatEnd(to) },
    { title: 'Packets →', value: ({ forward }) => String(forward.packets), alignRight: true },
    { title: 'Bytes →', value: ({ forward }) => String(forward.bytes), alignRight: true },
    { title: '← Packets', value: ({ reverse }) => String(reverse.packets), alignRight: true },
    { title: '← Bytes', value: ({ reverse }) => String(reverse.bytes), alignRight: true },
    { title: 'Start', value: (each) => formatMilliseconds(each.startNs - (startNs ?? 0n)), alignRight: true },
    { title: 'Duration', value: ({ durationNs }) => formatMilliseconds(durationNs), alignRight: true },
  ]
  return formatColumns(columns, conversations)
}
