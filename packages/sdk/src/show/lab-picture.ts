import { formatGraph, graphDot, graphMermaid, type LabGraph } from '@underlay/configs'
import { displayable, type Displayable } from './displayable.ts'
import { drawDot } from './draw-dot.ts'

/**
 * A lab as a picture to show: racks, bridges, gateways, nodes with their pods; interfaces and addresses where links end. SVG,
 * Mermaid, and as text `formatGraph`.
 *
 * @example
 * const { kind, clab, files } = calicoIpipCrossSubnet()
 * show(await labPicture(labGraph(kind, clab, { files })))
 * show(await labPicture(await clusterGraph(cluster)))
 */
export async function labPicture(graph: LabGraph): Promise<Displayable> {
  return displayable({
    'text/plain': formatGraph(graph),
    'image/svg+xml': await drawDot(graphDot(graph), `The lab ${graph.name}`),
    'text/vnd.mermaid': graphMermaid(graph),
  })
}
