import type { Column } from '../rows/format-columns.ts'
import { formatColumns } from '../rows/format-columns.ts'
import { printable } from '../rows/printable.ts'
import type { Exchange } from './exchanges.ts'
import { formatMilliseconds } from './format-milliseconds.ts'

/** What the table can say beyond the exchanges. */
export interface FormatExchangesOptions {
  /** Interfaces by `interfaceId`, for the tap's name; no tap column by default. */
  readonly interfaces?: readonly { readonly name?: string; readonly tap?: string }[]
}

/**
 * Requests and what came back as an aligned table with a heading, without a line break at the end.
 *
 * @example
 * ```ts
 * console.log(formatExchanges(exchanges(capture), capture))
 * ```
 */
export function formatExchanges(exchanges: readonly Exchange[], options: FormatExchangesOptions = {}): string {
  const { interfaces } = options
  const tapOf = ({ interfaceId }: Exchange): string => {
    const { name, tap } = interfaces?.[interfaceId] ?? {}
    return printable(name ?? tap ?? `interface ${interfaceId}`)
  }
  const columns: readonly Column<Exchange>[] = [
    { title: 'No.', value: ({ request }) => String(request.number), alignRight: true },
    ...(interfaces ? [{ title: 'Tap', value: tapOf }] : []),
    { title: 'From', value: ({ from }) => from },
    { title: 'To', value: ({ to }) => to },
    { title: 'Protocol', value: ({ protocol }) => protocol },
    { title: 'Question', value: ({ question }) => printable(question) },
    { title: 'Sent', value: ({ requests }) => String(requests), alignRight: true },
    { title: 'Outcome', value: ({ outcome }) => outcome },
    { title: 'By', value: ({ response }) => (response ? String(response.number) : ''), alignRight: true },
    {
      title: 'After',
      value: ({ responseNs }) => (responseNs === undefined ? '' : formatMilliseconds(responseNs)),
      alignRight: true,
    },
  ]
  return formatColumns(columns, exchanges)
}
