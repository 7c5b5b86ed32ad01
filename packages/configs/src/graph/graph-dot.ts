import { placeLabel } from './dot-place.ts'
import { escapeDotLabel, quoteDot } from './dot-text.ts'
import type { GraphEnd, LabGraph } from './lab-graph.ts'
import { layOut, type LaidPlace, type LaidRack } from './layout.ts'

/**
 * A lab as a graph in DOT, Graphviz's language: racks are clusters, gateways on top, the interfaces of a place are cells of it,
 * with their addresses, where links end. `TITLE`s of cells are taps.
 *
 * @example
 * ```ts
 * await writeFile('lab.dot', graphDot(labGraph(kind, clab, { files }))) // dot -Tsvg lab.dot > lab.svg
 * ```
 * @see https://graphviz.org/doc/info/shapes.html#html
 */
export function graphDot(graph: LabGraph): string {
  const { top, racks, loose } = layOut(graph)
  const ports = portNames(graph)
  const placeLine = (laid: LaidPlace, indent = '  '): string => {
    const { name, role } = laid.place
    const label = placeLabel(laid, (device) => ports({ place: name, device }))
    return `${indent}${quoteDot(name)} [id=${quoteDot(name)} class="underlay-${role}" label=${label}]`
  }
  const gateways = top.filter(({ place }) => place.role === 'gateway')
  return [
    `graph ${quoteDot(graph.name)} {`,
    '  graph [rankdir=TB ordering=out newrank=true splines=false nodesep=0.2 ranksep=0.45 bgcolor=transparent fontname=Courier fontsize=11]',
    '  node [shape=plain fontname=Courier fontsize=11]',
    '  edge [color="#888888" penwidth=1.4 fontname=Courier fontsize=9]',
    ...top.map((laid) => placeLine(laid)),
    ...(gateways.length > 1
      ? [`  { rank=same; ${gateways.map(({ place }) => quoteDot(place.name)).join('; ')} }`]
      : []),
    ...racks.flatMap((rack) => rackLines(rack, placeLine)),
    ...loose.map((laid) => placeLine(laid)),
    ...edgeLines(graph, ports),
    '}',
  ].join('\n')
}

function rackLines(
  { bridge, members, networks }: LaidRack,
  placeLine: (laid: LaidPlace, indent: string) => string,
): string[] {
  const lines = [bridge, ...members].map((laid) => placeLine(laid, '    '))
  if (members.length === 0) return lines
  return [
    `  subgraph ${quoteDot(`cluster_${bridge.place.name}`)} {`,
    `    graph [class="underlay-rack" style="rounded,filled" color="#88888880" fillcolor="#88888814" labelloc=b label=<${rackTitle(bridge, networks)}>]`,
    ...lines,
    '  }',
  ]
}

function rackTitle({ place }: LaidPlace, networks: readonly string[]): string {
  const network = networks.map(escapeDotLabel).join(' ')
  return place.label === undefined ? network : `<B>${escapeDotLabel(place.label)}</B>&#160; ${network}`
}

// A pod's cable is inside of its node.
function edgeLines({ places, links }: LabGraph, portOf: (end: GraphEnd) => string): string[] {
  const pods = new Set(places.filter(({ role, on }) => role === 'pod' && on !== undefined).map(({ name }) => name))
  const ranks = new Map(places.map(({ name, role }) => [name, order.indexOf(role)]))
  const rankOf = ({ place }: GraphEnd): number => ranks.get(place) ?? 0
  return links
    .filter(({ ends }) => ends.every(({ place }) => !pods.has(place)))
    .map(({ ends, mtuBytes }) => {
      const [a, b] = rankOf(ends[0]) <= rankOf(ends[1]) ? ends : [ends[1], ends[0]]
      const mtu = mtuBytes === undefined || mtuBytes === 1500 ? '' : ` [label="mtu ${mtuBytes}"]`
      return `  ${quoteDot(a.place)}:${portOf(a)}:s -- ${quoteDot(b.place)}:${portOf(b)}:${rankOf(a) === rankOf(b) ? 's' : 'n'}${mtu}`
    })
}

const order = ['outside', 'gateway', 'bridge', 'node', 'plain', 'pod']

/** Names of cells: an interface's own may have signs that DOT does not take there. */
function portNames({ places }: LabGraph): (end: GraphEnd) => string {
  const numbers = new Map(
    places.flatMap(({ name, interfaces }) => interfaces.map((each, index) => [`${name}\n${each.name}`, index])),
  )
  return ({ place, device }) => `i${numbers.get(`${place}\n${device}`) ?? 0}`
}
