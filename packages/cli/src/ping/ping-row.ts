import type { PingResult } from '@underlay/sdk'
import type { Column } from '../output/write-output.ts'

/** What came of a ping, as it is written: the mark is hexadecimal. */
export type PingRow = Omit<PingResult, 'mark'> & { readonly mark: string }

export function pingRow({ mark, ...result }: PingResult): PingRow {
  return { ...result, mark: Buffer.from(mark).toString('hex') }
}

const average = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length
const rounded = (value: number | undefined): string | undefined =>
  value === undefined || !Number.isFinite(value) ? undefined : value.toFixed(3)

export const pingColumns: readonly Column<PingRow>[] = [
  { head: 'from', of: ({ from }) => from },
  { head: 'to', of: ({ to }) => to },
  { head: 'sent', of: ({ transmitted }) => transmitted },
  { head: 'received', of: ({ received }) => received },
  { head: 'ttl', of: ({ ttl }) => ttl },
  { head: 'rtt-ms', of: ({ rttMs }) => rounded(average(rttMs)) },
  { head: 'min', of: ({ rttMs }) => rounded(Math.min(...rttMs)), wide: true },
  { head: 'max', of: ({ rttMs }) => rounded(Math.max(...rttMs)), wide: true },
  { head: 'said', of: ({ errors }) => errors.map(({ from, text }) => `${from}: ${text}`).join('; ') || undefined },
  { head: 'mark', of: ({ mark }) => mark, wide: true },
]
