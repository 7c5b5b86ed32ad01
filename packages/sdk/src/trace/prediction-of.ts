import { PredictionError, type PathPrediction, type PathTraffic } from '@underlay/evidence'
import type { IpFamily } from '@underlay/configs'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { predictPath } from '../prediction/predict-path.ts'

/** What the documents say of a path; undefined where they do not. */
export async function predictionOf(
  cluster: Cluster,
  from: Endpoint,
  to: Endpoint | string,
  { traffic, family }: { readonly traffic?: PathTraffic; readonly family?: IpFamily },
): Promise<PathPrediction | undefined> {
  try {
    return await predictPath(cluster, from, to, traffic, family === undefined ? {} : { family })
  } catch (error) {
    if (error instanceof PredictionError) return undefined
    throw error
  }
}
