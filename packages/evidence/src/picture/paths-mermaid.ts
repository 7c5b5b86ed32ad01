import { mermaidText } from '@underlay/configs'
import type { PathPrediction } from '../path/prediction.ts'
import { pathSteps } from './path-steps.ts'

/**
 * The same as {@link pathsDot} as a flowchart in Mermaid: a subgraph a path, the packet at the arrows.
 *
 * @example
 * ```ts
 * const markdown = `\`\`\`mermaid\n${pathsMermaid([near, far])}\n\`\`\``
 * ```
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function pathsMermaid(predictions: readonly PathPrediction[]): string {
  // Mermaid draws the last one leftmost.
  return ['flowchart TB', ...predictions.map(column).toReversed().flat()].join('\n')
}

function column({ from, to, paths }: PathPrediction, index: number): readonly string[] {
  const way = paths[0]?.forward
  if (way === undefined) return []
  const { stops, legs } = pathSteps(way)
  const id = (at: number): string => `s${index}_${at}`
  return [
    `  subgraph c${index}["${mermaidText(`${from} → ${to}: ${way.encapsulation}`)}"]`,
    '    direction TB',
    ...stops.map(({ place, devices }, at) => {
      return `    ${id(at)}["${mermaidText(place)}<br/>${mermaidText(devices.join(' → '))}"]`
    }),
    ...legs.map(({ outer, inner }, at) => {
      const packet = [...(outer.length === 0 ? [] : [outer.join(' ')]), inner.join(' ')].map(mermaidText)
      return `    ${id(at)} -->|"${packet.join('<br/>')}"| ${id(at + 1)}`
    }),
    '  end',
  ]
}
