import { describeCluster, type CniModel } from '@underlay/configs'
import { clusterOf } from '../../../src/cluster/cluster.ts'
import type { LabModel } from '../../../src/engine/engine.ts'
import type { PodRecord } from '../../../src/lab/state.ts'
import { fakeEngine } from '../cluster/fake-engine.ts'
import { fakeHost, type FakeAnswer } from '../fake-host.ts'

/** What a cluster of a test consists of; the nodes have the addresses of Docker's network. */
export interface FakeCluster {
  /** By short name. */
  readonly nodes: Readonly<Record<string, readonly string[]>>
  readonly ipFamily?: 'ipv4' | 'dual'
  readonly pods?: readonly Pick<PodRecord, 'name' | 'node' | 'ips'>[]
  readonly cni?: Partial<CniModel>
}

const unknown = { namespace: 'default', hostInterface: undefined, labels: {}, owner: '' }

/** A cluster that the SDK did not make, where every program gives the prepared answer. */
export function aCluster(
  { nodes, ipFamily = 'ipv4', pods = [], cni }: FakeCluster,
  answer: (argv: readonly string[], place: string) => FakeAnswer = () => ({ stdout: '[]' }),
) {
  const { host, spawned } = fakeHost(answer)
  const { lab } = fakeEngine('existing')
  const described = describeCluster({ kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4', name: 'lab' })
  const own = Object.entries(nodes).map(([shortName, nodeIps]) => ({
    name: `lab-${shortName}`,
    shortName,
    role: 'worker' as const,
    nodeIps,
    labels: {},
  }))
  const model = {
    cluster: { ...described, ipFamily, nodes: own },
    fabric: undefined,
    cni: cni && { name: 'calico', how: 'real', pools: [], nodes: {}, ...cni },
    dockerAddresses: {},
    taints: {},
  } as unknown as LabModel
  const cluster = clusterOf(
    {
      ...lab,
      model: () => model,
      pods: async () => pods.map((pod) => ({ ...unknown, ...pod, ip: pod.ips[0] ?? '' })),
      services: async () => [],
      birdProtocols: async () => new Map(),
      spawn: async (place, argv, options) => host.spawn(place, argv, options),
    },
    'visitor',
  )
  return { cluster, model, spawned }
}
