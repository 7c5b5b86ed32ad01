import type { Cluster, Endpoint } from '../../../src/cluster/cluster.ts'
import type { Access, Lifecycle } from '../../../src/engine/engine.ts'
import { fakeHost, type FakeAnswer } from '../fake-host.ts'

/** An endpoint of a lab whose programs give prepared answers; `sent` are the bytes given to each. */
export function fakeEndpoint(answer: (argv: readonly string[]) => FakeAnswer) {
  const { host, spawned } = fakeHost(answer)
  const sent: number[] = []
  const engine: Partial<Access & Lifecycle> = {
    spawn: async (place, argv, options) => {
      sent.push(options?.stdin?.length ?? 0)
      return host.spawn(place, argv, options)
    },
  }
  const cluster: Partial<Cluster> = { internals: engine as Access & Lifecycle }
  const addresses = ['10.98.81.4', 'fd00:10:98::4']
  const endpoint: Endpoint = { place: 'pod/app', address: '10.98.81.4', addresses, cluster: cluster as Cluster }
  return { endpoint, spawned, sent }
}
