import type { PathTrace, TracedWay } from '../path/trace.ts'
import { describeChanges, describeMessage, describePacket } from './describe-hop.ts'
import { describeErrors, describeLoss, describeOutcome } from './describe-outcome.ts'
import { visits } from './visits.ts'

/**
 * A trace as a tree: each place below the one before it, with what was seen at its taps and what changed since the last.
 *
 * @example
 * ```ts
 * console.log(formatTree(await tracePath(cluster, app.on('control-plane'), app.on('worker2'))))
 * ```
 */
export function formatTree(trace: PathTrace): string {
  const ways = [trace.forward, ...(trace.reverse ? [trace.reverse] : [])]
  return [describeOutcome(trace), ...ways.flatMap(treeOf), ...describeErrors(trace)].join('\n')
}

function treeOf(way: TracedWay): readonly string[] {
  const [first] = way.hops
  const title = way.direction === 'forward' ? 'there' : 'back'
  const head =
    first === undefined ? title : `${title}: ${describeMessage(first.layers)}  ${describePacket(first.layers)}`
  const places = visits(way.hops)
  const lines = places.flatMap((hops, depth) => {
    const indent = '   '.repeat(depth)
    const isLast = depth === places.length - 1
    const rows = hops.map((hop) => `${hop.motion.padEnd(3)} ${hop.device}`)
    const width = Math.max(...rows.map((row) => row.length))
    return [
      `${indent}└─ ${hops[0]?.place ?? ''}`,
      ...hops.map((hop, index) => {
        const text = describeChanges(hop).join(', ')
        return `${indent}   ${isLast ? ' ' : '│'}  ${rows[index]?.padEnd(width)}  ${text}`.trimEnd()
      }),
    ]
  })
  const loss = describeLoss(way)
  const indent = '   '.repeat(places.length)
  const aside = way.aside === undefined ? [] : [`${indent}(a copy at ${way.aside.join(', ')})`]
  return [head, ...lines, ...aside, ...(loss === undefined ? [] : [`${indent}✗ ${loss}`])]
}
