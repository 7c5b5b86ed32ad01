import { describeCluster } from '@underlay/configs'
import { expect, test } from 'vitest'
import { allPlaces, placesBehind } from '../../../src/trace/choose-taps.ts'
import { preset } from '../reference-lab.ts'

const cluster = describeCluster(preset.kind)
const nodes = Object.fromEntries(
  cluster.nodes.map(({ name }, index) => [name, { address: `10.1.0.${index}`, blocks: [`10.98.${index}.0/24`] }]),
)
const cni = { name: 'flannel', podCidr: '10.98.0.0/16', ipip: 'Never', vxlan: 'Always', pools: [], nodes } as const
const model = {
  cluster,
  fabric: undefined,
  cni: { ...cni, tunnel: undefined, how: 'real' },
  dockerAddresses: {},
  taints: {},
} as const

const pods = cluster.nodes.map(({ shortName: node }, index) => {
  const ip = `10.98.${index}.2`
  return {
    name: `app-${node}`,
    namespace: 'default',
    node,
    ip,
    ips: [ip],
    hostInterface: undefined,
    labels: {},
    owner: 'app',
  }
})
const endpoints = [1, 2].map((index) => ({ address: `10.98.${index}.2`, port: 80 }))
const policies = { internalTrafficPolicy: 'Cluster', externalTrafficPolicy: 'Cluster' } as const
const ports = [{ name: '', protocol: 'TCP', port: 80, nodePort: undefined, endpoints }]
const services = [
  { namespace: 'default', name: 'app', type: 'ClusterIP', clusterIps: ['10.96.0.9'], ports, ...policies },
]

test.for([
  ['a Service', 'default/app', ['pod/app-worker', 'pod/app-worker2'], []],
  ['a pod’s address', '10.98.3.2', ['pod/app-worker3'], []],
  ['a Service’s address', '10.96.0.9', ['pod/app-worker', 'pod/app-worker2'], []],
  ['a node’s address', '10.1.8.10', ['worker2'], []],
  ['an address of a block that nobody has', '10.98.2.77', [], ['worker2']],
  ['an address that nobody knows', '192.0.2.1', [], []],
] as const)('behind %s', ([, to, goals, nodes]) => {
  expect(placesBehind(to, { model, pods, services })).toEqual({ goals, nodes })
})

test('behind a NodePort are the pods, behind another port of the node it itself', () => {
  const open = services.map((each) => ({ ...each, ports: ports.map((port) => ({ ...port, nodePort: 32_000 })) }))
  const at = (port: number) => placesBehind('10.1.8.11', { model, pods, services: open, port }).goals
  expect([at(32_000), at(22)]).toEqual([['pod/app-worker', 'pod/app-worker2'], ['worker3']])
})

test('beyond a cluster that the SDK did not make there is nothing to look at', () => {
  const made = { ...model, dockerAddresses: { worker: ['172.18.0.3'] } }
  const ends = ['pod/app-worker']
  expect(allPlaces({ model, pods, ends })).toEqual([...ends, ...cluster.nodes.map(({ shortName }) => shortName)])
  expect(allPlaces({ model: made, pods, ends })).toContain('outside')
})
