import { describeCluster, flannelCni, flannelSettings } from '@underlay/configs'
import { expect, test } from 'vitest'
import { clusterOf } from '../../../src/cluster/cluster.ts'
import type { Access, Lifecycle } from '../../../src/engine/engine.ts'
import { pathLab, predictPath } from '../../../src/index.ts'
import { fakeEngine } from '../cluster/fake-engine.ts'
import { fakeHost } from '../fake-host.ts'
import { fabric, preset } from '../reference-lab.ts'

const cluster = describeCluster(preset.kind)
const settings = flannelSettings({ backend: 'vxlan' }, cluster)
const nodes = cluster.nodes.map(({ name }, index) => {
  const address = fabric.servers[index]?.addresses[0]?.address.split('/')[0] ?? ''
  return { name, address, podCidr: `10.98.${index}.0/24` }
})

const veth = (ifindex: number, ifname: string, linkIndex?: number) => ({
  ifindex,
  ifname,
  flags: ['UP'],
  mtu: 1450,
  link_type: 'ether',
  address: `02:00:00:00:00:0${ifindex}`,
  ...(linkIndex !== undefined && { link_index: linkIndex, linkinfo: { info_kind: 'veth' } }),
})
const links: Readonly<Record<string, readonly object[]>> = {
  'pod/app-worker': [
    { ifindex: 1, ifname: 'lo', flags: ['LOOPBACK', 'UP'], mtu: 65_536, link_type: 'loopback' },
    veth(2, 'eth0', 7),
  ],
  worker: [veth(2, 'eth0'), {}, veth(7, 'veth1234abcd', 2)],
}

function pod(node: string, ip: string) {
  const record = { name: `app-${node}`, namespace: 'default', node, ip, ips: [ip], hostInterface: undefined }
  return { ...record, labels: {}, owner: 'app' }
}

// A lab of the kind engine with flannel: nobody knows the node's end of a pod's cable.
function labOf(engine: 'kind' | 'existing') {
  const { host } = fakeHost((_, place) => ({ stdout: JSON.stringify(links[place] ?? []) }))
  const endpoints = [{ address: '10.98.1.2', port: 80 }]
  const ports = [
    { name: 'app', protocol: 'TCP', port: 80, nodePort: undefined, endpoints },
    { name: 'sctp', protocol: 'SCTP', port: 81, nodePort: undefined, endpoints: [] },
  ]
  const policies = { internalTrafficPolicy: 'Cluster', externalTrafficPolicy: 'Cluster' } as const
  const cni = { ...flannelCni(settings, nodes), how: 'real' } as const
  const addresses = Object.fromEntries(
    cluster.nodes.map(({ shortName }, index) => [shortName, [`172.19.0.${index + 2}`]]),
  )
  const isKind = engine === 'kind'
  const lab: Access & Lifecycle = {
    ...fakeEngine(engine).lab,
    model: () => ({
      cluster,
      fabric: isKind ? fabric : undefined,
      cni,
      dockerAddresses: isKind ? addresses : {},
      taints: {},
    }),
    pods: async () => [pod('control-plane', '10.98.0.2'), pod('worker', '10.98.1.2')],
    services: async () => [
      { namespace: 'default', name: 'app', type: 'ClusterIP', clusterIps: ['10.96.0.11'], ports, ...policies },
    ],
    spawn: async (place, argv, options) => host.spawn(place, argv, options),
  }
  return clusterOf(lab, 'visitor')
}

test('documents, pods and Services, without a look at any place', async () => {
  const lab = await pathLab(labOf('kind'))
  expect(lab.pods).toEqual([
    { place: 'pod/app-control-plane', node: 'control-plane', ips: ['10.98.0.2'] },
    { place: 'pod/app-worker', node: 'worker', ips: ['10.98.1.2'] },
  ])
  expect(lab.services).toMatchObject([
    {
      name: 'app',
      clusterIps: ['10.96.0.11'],
      ports: [{ protocol: 'tcp', port: 80, endpoints: [{ ip: '10.98.1.2', port: 80 }] }],
    },
  ])
  expect(lab.dockerGateways).toEqual(['172.19.0.1'])
  expect([lab.outside, lab.macs]).toEqual([undefined, {}])
})

test('what no document says is read where it is looked for', async () => {
  const lab = await pathLab(labOf('kind'), { look: ['pod/app-worker', 'worker'] })
  expect(lab.pods[1]).toMatchObject({ hostInterface: 'veth1234abcd', mtuBytes: 1450 })
  expect(lab.macs).toEqual({
    'pod/app-worker:eth0': '02:00:00:00:00:02',
    'worker:eth0': '02:00:00:00:00:02',
    'worker:veth1234abcd': '02:00:00:00:00:07',
  })
})

test('a cluster of which the links are not known is not predicted', async () => {
  const existing = labOf('existing')
  await expect(predictPath(existing, existing.node('worker'), '10.98.0.2')).rejects.toThrow(
    'how the nodes of calico-ipip-crosssubnet reach one another is in no document',
  )
})
