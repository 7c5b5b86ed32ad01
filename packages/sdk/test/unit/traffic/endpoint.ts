import type { Cluster, Endpoint } from '../../../src/cluster/cluster.ts'
import type { Access, Lifecycle } from '../../../src/engine/engine.ts'
import { fakeHost, type FakeAnswer } from '../fake-host.ts'

/** An endpoint of a lab whose programs give prepared answers; what is written is kept, in its order. */
export function fakeEndpoint(answer: (argv: readonly string[]) => FakeAnswer) {
  const { host, spawned } = fakeHost(answer)
  const written: { readonly path: string; readonly bytes: number }[] = []
  const engine: Partial<Access & Lifecycle> = {
    spawn: host.spawn,
    write: async (_place, path, content) => void written.push({ path, bytes: content.length }),
  }
  const cluster: Partial<Cluster> = { internals: engine as Access & Lifecycle }
  const endpoint: Endpoint = { place: 'pod/app', address: '10.98.81.4', cluster: cluster as Cluster }
  return { endpoint, spawned, written }
}
