import { findEndpoint, type Cluster, type Endpoint } from '@underlay/sdk'
import { isPlace } from './next-look.ts'

/** The two ends of a path: a place, and a place, an address, or a Service as `namespace/name`. */
export async function findEnds(
  cluster: Cluster,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<{ readonly from: Endpoint; readonly to: Endpoint | string }> {
  const [sender, goal] = await Promise.all([findEndpoint(cluster, from), isPlace(to) ? findEndpoint(cluster, to) : to])
  return { from: sender, to: goal }
}
