import type { GraphEnd, LabGraph } from './lab-graph.ts'
import { mermaidText } from './mermaid-text.ts'
import { layOut, type LaidPlace } from './layout.ts'

/**
 * A lab as a flowchart in Mermaid, which GitHub draws in Markdown: racks are subgraphs, links have their interfaces' names.
 *
 * @example
 * ```ts
 * const markdown = `\`\`\`mermaid\n${graphMermaid(labGraph(kind, clab, { files }))}\n\`\`\``
 * ```
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function graphMermaid(graph: LabGraph): string {
  const { top, racks, loose } = layOut(graph)
  const ids = new Map(graph.places.map(({ name }, index) => [name, `p${index}`]))
  const idOf = (name: string): string => ids.get(name) ?? 'p'
  const line = (laid: LaidPlace): string => `${idOf(laid.place.name)}${shape(laid)}`
  return [
    'flowchart TB',
    ...top.map((laid) => `  ${line(laid)}`),
    // Mermaid draws the last one leftmost.
    ...racks
      .toReversed()
      .flatMap(({ bridge, members, networks }) =>
        members.length === 0
          ? [`  ${line(bridge)}`]
          : [
              `  subgraph ${idOf(bridge.place.name)}r["${mermaidText([bridge.place.label ?? bridge.place.name, ...networks].join(' '))}"]`,
              ...[bridge, ...members].map((laid) => `    ${line(laid)}`),
              '  end',
            ],
      ),
    ...loose.map((laid) => `  ${line(laid)}`),
    ...edges(graph, idOf),
  ].join('\n')
}

function shape({ place, up, inside, down, pods }: LaidPlace): string {
  const title = place.alias === undefined ? place.name : `${place.name} (${place.alias})`
  const devices = [...up, ...inside, ...down].flatMap(({ name, addresses }) =>
    addresses.map((address) => `${name} ${address}`),
  )
  const inner = pods.map(({ pod }) => {
    const addresses = pod.interfaces.flatMap((each) => each.addresses)
    return [pod.name, ...addresses].join(' ')
  })
  const label = [title, ...devices, ...inner].map(mermaidText).join('<br/>')
  return place.role === 'outside' ? `(["${label}"])` : place.role === 'bridge' ? `{{"${label}"}}` : `["${label}"]`
}

function edges({ places, links }: LabGraph, idOf: (name: string) => string): string[] {
  const pods = new Set(places.filter(({ role }) => role === 'pod').map(({ name }) => name))
  const order = new Map(places.map(({ name }, index) => [name, index]))
  const at = ({ place }: GraphEnd): number => order.get(place) ?? 0
  return links
    .filter(({ ends }) => ends.every(({ place }) => !pods.has(place)))
    .map(({ ends }) => (at(ends[0]) <= at(ends[1]) ? ends : ([ends[1], ends[0]] as const)))
    .map(([a, b]) => {
      const names = edgeText(a, b)
      const line = names === '' ? '---' : `---|"${mermaidText(names)}"|`
      return `  ${idOf(a.place)} ${line} ${idOf(b.place)}`
    })
}

// A bridge's port says nothing that the bridge does not.
function edgeText(a: GraphEnd, b: GraphEnd): string {
  return [a, b]
    .filter(({ place, device }) => !device.startsWith(place) && place !== 'outside')
    .map(({ device }) => device)
    .join(' – ')
}
