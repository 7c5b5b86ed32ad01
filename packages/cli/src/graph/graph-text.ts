import { drawDot, formatGraph, graphDot, graphMermaid, type LabGraph } from '@underlay/sdk'
import type { GraphFormat } from './graph-format.ts'

/** A graph as it is written. */
export async function graphText(graph: LabGraph, format: GraphFormat): Promise<string> {
  switch (format) {
    case 'svg':
      return drawDot(graphDot(graph), `The lab ${graph.name}`)
    case 'dot':
      return graphDot(graph)
    case 'mermaid':
      return graphMermaid(graph)
    case 'json':
      return JSON.stringify(graph, undefined, 2)
    case 'text':
      return formatGraph(graph)
  }
}
