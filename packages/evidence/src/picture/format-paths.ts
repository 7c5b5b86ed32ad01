import { printable } from '@underlay/packet'
import type { PathPrediction } from '../path/prediction.ts'
import { pathSteps, type PathLeg } from './path-steps.ts'

/**
 * The same as {@link pathsDot} for the terminal: places below one another, between them the packet as it is on the wire.
 *
 * @example
 * ```ts
 * console.log(formatPaths([near, far]))
 * ```
 */
export function formatPaths(predictions: readonly PathPrediction[]): string {
  return predictions.map(formatPath).join('\n\n')
}

function formatPath({ from, to, paths }: PathPrediction): string {
  const way = paths[0]?.forward
  if (way === undefined) return ''
  const { stops, legs } = pathSteps(way)
  const lines = stops.flatMap(({ place, devices }, index) => {
    const leg = legs[index]
    return [`  ${place}  ${devices.join(' → ')}`, ...(leg === undefined ? [] : [`  │ ${legText(leg)}`])]
  })
  const { encapsulation, reason, lost } = way
  const end = lost === undefined ? reason : `✗ lost at ${lost.at}: ${lost.reason}`
  return [`${from} → ${to}: ${encapsulation}`, ...lines, `  ${end}`].map(printable).join('\n')
}

function legText({ outer, inner, bridges }: PathLeg): string {
  const by = bridges.length === 0 ? '' : `  (${bridges.join(', ')})`
  return [...(outer.length === 0 ? [] : [`[${outer.join(' ')}]`]), inner.join(' ')].join(' ') + by
}
