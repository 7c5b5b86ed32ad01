import { PredictionError, type PathTraffic } from '@underlay/evidence'
import type { IpFamily } from '@underlay/configs'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { lookAlongPath, type LookedAlong } from '../prediction/predict-path.ts'

/** What the documents say of a path, with the devices that were looked at for it; nothing where they do not. */
export async function predictionOf(
  cluster: Cluster,
  from: Endpoint,
  to: Endpoint | string,
  { traffic, family }: { readonly traffic?: PathTraffic; readonly family?: IpFamily } = {},
): Promise<Partial<LookedAlong>> {
  try {
    return await lookAlongPath(cluster, from, to, traffic, family === undefined ? {} : { family })
  } catch (error) {
    if (error instanceof PredictionError) return {}
    throw error
  }
}
