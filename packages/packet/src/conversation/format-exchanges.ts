import { formatColumns } from '../rows/format-columns.ts'
import type { Column } from '../rows/table.ts'
import type { TextBytes } from '../rows/text-bytes.ts'
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
  const putTap = ({ interfaceId }: Exchange, out: TextBytes) => {
    const { name, tap } = interfaces?.[interfaceId] ?? {}
    return out.put(name ?? tap ?? `interface ${interfaceId}`)
  }
  const columns: readonly Column<Exchange>[] = [
    { title: 'No.', write: ({ request }, out) => out.putNumber(request.number), alignRight: true },
    ...(interfaces ? [{ title: 'Tap', write: putTap }] : []),
    { title: 'From', write: ({ from }, out) => out.put(from) },
    { title: 'To', write: ({ to }, out) => out.put(to) },
    { title: 'Protocol', write: ({ protocol }, out) => out.put(protocol) },
    { title: 'Question', write: ({ question }, out) => out.put(question) },
    { title: 'Sent', write: ({ requests }, out) => out.putNumber(requests), alignRight: true },
    { title: 'Outcome', write: ({ outcome }, out) => out.put(outcome) },
    { title: 'By', write: ({ response }, out) => response && out.putNumber(response.number), alignRight: true },
    {
      title: 'After',
      write: ({ responseNs }, out) => responseNs !== undefined && out.put(formatMilliseconds(responseNs)),
      alignRight: true,
    },
  ]
  return formatColumns(columns, exchanges)
}
