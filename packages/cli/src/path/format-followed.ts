import { formatLadder, formatTable, formatTree, type TracedWay } from '@underlay/sdk'
import type { Followed } from './follow-packet.ts'

/** How a packet that was followed is printed. */
export interface FormatFollowedOptions {
  readonly tree: boolean
  /** Ladder and tree, and every hop compared. */
  readonly wide: boolean
  readonly widthColumns?: number
  /** The command to type next. */
  readonly next?: string
}

/** A packet that was followed: a ladder or a tree, and what prediction, kernels and wire say together. */
export function formatFollowed(
  { trace, comparison, outcome, message }: Followed,
  { tree, wide, next, ...width }: FormatFollowedOptions,
): string {
  const rows = comparison?.rows.map((row) => ({ ...row })) ?? []
  return [
    ...(tree && !wide ? [] : [formatLadder(trace, width)]),
    ...(tree || wide ? [formatTree(trace)] : []),
    ...(wide && rows.length > 0 ? [formatTable(rows)] : []),
    `${outcome.toUpperCase()}  ${message}${next === undefined ? '' : `\n  next: ${next}`}`,
    `capture: ${trace.capture.file}`,
  ].join('\n\n')
}

/** The same as plain data: packets are numbers in the capture file. */
export function plainTrace({ trace, comparison, outcome, message }: Followed) {
  const { from, to, forward, reverse, errors, inconclusive, causes, capture } = trace
  return {
    from,
    to,
    outcome,
    message,
    trace: {
      outcome: trace.outcome,
      forward: plainWay(forward),
      ...(reverse && { reverse: plainWay(reverse) }),
      ...(errors && { errors }),
      ...(inconclusive !== undefined && { inconclusive }),
      causes,
    },
    ...(comparison && {
      comparison: { summary: comparison.summary, disagreement: comparison.disagreement, rows: comparison.rows },
    }),
    file: capture.file,
  }
}

function plainWay({ hops, ...way }: TracedWay) {
  return {
    ...way,
    hops: hops.map(({ tap, place, device, motion, packet, changes }) => {
      return { tap, place, device, motion, packet: packet.number, changes }
    }),
  }
}
