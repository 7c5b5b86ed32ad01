import { describeCluster, type ClusterModel, type KindConfig } from '@underlay/configs'
import { imageExists, pullImage } from '../../docker/local-images.ts'
import { LabError } from '../../errors.ts'
import type { HostFacts } from '../../kind/host-facts.ts'
import { requirePreflight } from '../../kind/preflight.ts'
import { readFacts } from '../../kind/read-facts.ts'

/** How a machine is prepared. */
interface Preparation {
  readonly offline?: boolean
  readonly signal?: AbortSignal
  readonly say: (line: string) => void
}

/** Refuses a machine on which it cannot be made, and gets the images; a cluster that is to go first is not in the way. */
export async function prepare(config: KindConfig, how: Preparation, replaced?: string): Promise<HostFacts> {
  const cluster = describeCluster(config)
  const facts = await readFacts(how.signal && { signal: how.signal })
  const others = { ...facts, clusters: facts.clusters.filter((name) => name !== replaced) }
  for (const { message, fix } of requirePreflight(others, cluster)) how.say(`warning: ${message} (${fix})`)
  await provideNodeImages(cluster, how)
  return facts
}

// kind would try for ten seconds, and say little.
async function provideNodeImages(
  { nodes }: ClusterModel,
  { offline = false, signal, say }: Preparation,
): Promise<void> {
  const images = new Set(nodes.flatMap(({ image }) => (image === undefined ? [] : [image])))
  for (const image of images) {
    if (await imageExists(image, signal && { signal })) continue
    if (offline) throw new LabError(`offline, and the node image ${image} is not in Docker`, `docker pull ${image}`)
    say(`• Pulling ${image}`)
    await pullImage(image, say, signal && { signal })
  }
}
