import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { attachClabFabric } from '../../../src/cluster/attach-clab-fabric.ts'
import { clusterOf } from '../../../src/cluster/cluster.ts'
import { installCalico } from '../../../src/cluster/install-calico.ts'
import { installFlannel } from '../../../src/cluster/install-flannel.ts'
import { announced } from '../../../src/show/announce-lab.ts'
import { fakeEngine } from '../cluster/fake-engine.ts'
import { fabric, preset } from '../reference-lab.ts'

const calicoModel = {
  name: 'calico',
  podCidr: '10.98.0.0/16',
  ipip: 'CrossSubnet',
  vxlan: 'Never',
  tunnel: undefined,
  pools: [],
  nodes: {},
} as const

const seen: unknown[] = []
const listen = (place: unknown): void => void seen.push(place)
beforeEach(() => subscribe('underlay:lab', listen))
afterEach(() => {
  unsubscribe('underlay:lab', listen)
  seen.length = 0
})

test.for([
  ['a fabric', (cluster: ReturnType<typeof clusterOf>) => attachClabFabric(cluster, preset.clab, preset)],
  ['Calico', (cluster: ReturnType<typeof clusterOf>) => installCalico(cluster)],
  ['flannel', (cluster: ReturnType<typeof clusterOf>) => installFlannel(cluster)],
] as const)('a lab that has got %s is announced', async ([, change]) => {
  const { lab: engine } = fakeEngine('netns')
  const model = { ...engine.model(), fabric, cni: { ...calicoModel, how: 'modelled' } as const }
  const cluster = clusterOf({ ...engine, model: () => model }, 'creator')
  await change(cluster)
  const { name: lab, host } = cluster
  expect(seen).toEqual([{ lab, engine: 'netns', host: host.kind, kernel: host.kernel, cni: 'modelled calico' }])
})

test('a lab without a CNI says none', () => {
  announced(clusterOf(fakeEngine('netns').lab, 'creator'))
  expect(seen).toMatchObject([{ lab: preset.name, cni: 'none' }])
})
