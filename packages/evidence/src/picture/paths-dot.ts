import { escapeDotLabel as escaped } from '@underlay/configs'
import type { PathPrediction, PredictedWay } from '../path/prediction.ts'
import { pathSteps, type PathLeg, type PathStop } from './path-steps.ts'

/**
 * Predicted paths side by side as a graph in DOT: places from top to bottom, between them the packet as it is on the wire, a
 * tunnel's header around the pod's own; below, the rule that decided. Made from the prediction alone: another mode of the CNI
 * is another picture.
 *
 * @param predictions each is a column: its first path, the way there.
 * @example
 * ```ts
 * const near = predictPath(lab, 'pod/app-control-plane', 'pod/app-worker')
 * const far = predictPath(lab, 'pod/app-control-plane', 'pod/app-worker2')
 * await writeFile('concept.dot', pathsDot([near, far]))
 * ```
 */
export function pathsDot(predictions: readonly PathPrediction[]): string {
  return [
    'digraph paths {',
    '  graph [rankdir=TB nodesep=0.4 ranksep=0.1 splines=false bgcolor=transparent fontname=Courier fontsize=11]',
    '  node [shape=plain fontname=Courier fontsize=11]',
    '  edge [color="#888888" penwidth=1.4 arrowsize=0.7]',
    ...predictions.flatMap((prediction, index) => column(prediction, index)),
    '}',
  ].join('\n')
}

function column({ from, to, paths }: PathPrediction, index: number): readonly string[] {
  const way = paths[0]?.forward
  if (way === undefined) return []
  const { stops, legs } = pathSteps(way)
  const chain = stops.flatMap((stop, at) => {
    const leg = legs[at]
    const id = `s${index}_${at}`
    const node = `    ${id} [class="underlay-${stop.place.startsWith('pod/') ? 'pod' : 'node'}" label=${stopLabel(stop)}]`
    if (leg === undefined) return [node]
    const wire = `w${index}_${at}`
    return [
      node,
      `    ${wire} [label=${legLabel(leg)}]`,
      `    ${id} -> ${wire} [arrowhead=none]`,
      `    ${wire} -> s${index}_${at + 1}`,
    ]
  })
  return [
    `  subgraph "cluster_${index}" {`,
    `    graph [class="underlay-rack" style="rounded,filled" color="#88888880" fillcolor="#88888810" labelloc=t label=${title(from, to, way)}]`,
    ...chain,
    ...ending(way, `s${index}_${stops.length - 1}`, `e${index}`),
    '  }',
  ]
}

function title(from: string, to: string, { encapsulation }: PredictedWay): string {
  const how = encapsulation === 'none' ? 'routed, no encapsulation' : `in a tunnel: ${encapsulation}`
  return `<<B>${escaped(how)}</B><BR/><FONT POINT-SIZE="9">${escaped(`${from} → ${to}`)}</FONT>>`
}

function stopLabel({ place, devices }: PathStop): string {
  const fill = place.startsWith('pod/') ? '#9b6ade38' : '#4a86e82e'
  const table = `<TABLE BORDER="1" STYLE="ROUNDED" COLOR="#888888" BGCOLOR="${fill}" CELLBORDER="0" CELLSPACING="0" CELLPADDING="4">`
  const passed = `<FONT POINT-SIZE="9">${escaped(devices.join(' → '))}</FONT>`
  return `<${table}<TR><TD><B>${escaped(place)}</B><BR/>${passed}</TD></TR></TABLE>>`
}

function legLabel({ outer, inner, bridges }: PathLeg): string {
  const packet = boxOf(headerRow('#4a86e83c', inner))
  const carried = outer.length === 0 ? packet : boxOf(`${headerRow('#e8a33d50', outer)}<TR><TD>${packet}</TD></TR>`)
  const by = bridges.length === 0 ? '' : `<TR><TD><FONT POINT-SIZE="8">${escaped(bridges.join(', '))}</FONT></TD></TR>`
  return `<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2"><TR><TD>${carried}</TD></TR>${by}</TABLE>>`
}

function headerRow(fill: string, parts: readonly string[]): string {
  return `<TR><TD BGCOLOR="${fill}"><FONT POINT-SIZE="9">${parts.map(escaped).join('<BR/>')}</FONT></TD></TR>`
}

function boxOf(rows: string): string {
  return `<TABLE BORDER="1" COLOR="#88888888" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3">${rows}</TABLE>`
}

function ending({ lost, reason }: PredictedWay, last: string, id: string): readonly string[] {
  const said = lost === undefined ? reason : `✗ lost at ${lost.at}: ${lost.reason}`
  const text = wrapped(said, 44).map(escaped).join('<BR/>')
  const label = `<<FONT POINT-SIZE="9">${text}</FONT>>`
  return [`    ${id} [class="underlay-reason" margin=0.1 label=${label}]`, `    ${last} -> ${id} [style=invis]`]
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}
