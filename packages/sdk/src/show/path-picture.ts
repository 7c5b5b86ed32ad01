import { formatPaths, pathsDot, pathsMermaid, type PathPrediction } from '@underlay/evidence'
import { displayable, type Displayable } from './displayable.ts'
import { drawDot } from './draw-dot.ts'

/**
 * Predicted paths side by side as a picture to show: places from top to bottom, between them the packet as it is on the wire,
 * a tunnel's header around the pod's own, and the rule that decided. SVG, Mermaid, and as text `formatPaths`.
 *
 * @example
 * const [client, near, far] = ['control-plane', 'worker', 'worker2'].map((node) => app.on(node))
 * show(await pathPicture([await predictPath(cluster, client, near), await predictPath(cluster, client, far)]))
 */
export async function pathPicture(predictions: readonly PathPrediction[]): Promise<Displayable> {
  const title = predictions.map(({ from, to }) => `the path from ${from} to ${to}`).join(', and ')
  return displayable({
    'text/plain': formatPaths(predictions),
    'image/svg+xml': await drawDot(pathsDot(predictions), title),
    'text/vnd.mermaid': pathsMermaid(predictions),
  })
}
