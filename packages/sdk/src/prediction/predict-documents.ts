import type { LabDefinition } from '@underlay/configs'
import {
  predictPath as predictFromDocuments,
  type PathPrediction,
  type PathTraffic,
  type PredictOptions,
} from '@underlay/evidence'
import { documentLab } from './document-lab.ts'

/**
 * What a packet would meet in a lab that nobody has made: {@link predictPath} of its definition alone, with the blocks and
 * addresses that the netns engine would give.
 *
 * @param to A place, an address, or a Service as `namespace/name`.
 * @param traffic Default an ICMP echo.
 * @throws TopologyError when a document has a mistake.
 * @throws PredictionError when the documents do not say what happens.
 * @example
 * const lab = presets['calico-vxlan-crosssubnet'].define()
 * const { paths } = predictDocuments(lab, 'pod/app-control-plane', 'pod/app-worker2')
 */
export function predictDocuments(
  definition: LabDefinition,
  from: string,
  to: string,
  traffic: PathTraffic = { protocol: 'icmp' },
  options: PredictOptions = {},
): PathPrediction {
  return predictFromDocuments(documentLab(definition), from, to, traffic, options)
}
