import { expect, test } from 'vitest'
import { readCni } from '../../../../src/engine/kubernetes/read-cni.ts'
import type { LiveObject } from '../../../../src/kubernetes/object/live-object.ts'
import { fakeKubernetes, node } from '../kind/fake-kubernetes.ts'
import { recordedAffinities, recordedNodes, recordedPools } from './recorded.ts'

const calico = { IPPool: recordedPools, BlockAffinity: recordedAffinities }
const publicIp = 'flannel.alpha.coreos.com/public-ip'
const flannelNode = {
  ...node('lab-worker', '10.1.5.11', { [publicIp]: '10.1.5.11' }),
  spec: { podCIDR: '10.98.1.0/24' },
}

function configMap(backend: object): readonly LiveObject[] {
  const conf = { Network: '10.98.0.0/16', Backend: backend }
  const metadata = { name: 'kube-flannel-cfg', uid: '1', resourceVersion: '1' }
  return [{ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'net-conf.json': JSON.stringify(conf) } }]
}

const vxlan = configMap({ Type: 'vxlan', DirectRouting: true })

test('Calico as it was recorded: modes, addresses with their masks, blocks', async () => {
  const { kubernetes } = fakeKubernetes({ nodes: [recordedNodes], objects: calico })
  expect(await readCni(kubernetes)).toMatchObject({
    name: 'calico',
    how: 'real',
    podCidr: '10.98.0.0/16',
    ipip: 'Never',
    vxlan: 'CrossSubnet',
    tunnel: { device: 'vxlan.calico', encapsulation: 'vxlan', port: 4789 },
    nodes: {
      'calico-ipip-crosssubnet-control-plane': { address: '10.1.5.10/24', blocks: ['10.98.81.0/26'] },
      'calico-ipip-crosssubnet-worker3': { address: '10.1.8.11/24', blocks: ['10.98.241.128/26'] },
    },
  })
})

test.for(['kube-flannel', 'kube-system'])('flannel in the namespace %s', async (namespace) => {
  const { kubernetes } = fakeKubernetes({
    nodes: [[flannelNode]],
    objects: { [`${namespace}/kube-flannel-cfg`]: vxlan },
  })
  expect(await readCni(kubernetes)).toMatchObject({
    name: 'flannel',
    how: 'real',
    vxlan: 'CrossSubnet',
    tunnel: { device: 'flannel.1', port: 8472 },
    nodes: { 'lab-worker': { address: '10.1.5.11', blocks: ['10.98.1.0/24'] } },
  })
})

test('of two flannels the one in kube-flannel, where its manifest puts it', async () => {
  const objects = {
    'kube-system/kube-flannel-cfg': configMap({ Type: 'host-gw' }),
    'kube-flannel/kube-flannel-cfg': vxlan,
  }
  expect((await readCni(fakeKubernetes({ objects }).kubernetes))?.vxlan).toBe('CrossSubnet')
})

test('Calico where a ConfigMap of flannel was left, flannel where Calico left no pool', async () => {
  const objects = { ...calico, 'kube-flannel/kube-flannel-cfg': vxlan }
  expect((await readCni(fakeKubernetes({ nodes: [recordedNodes], objects }).kubernetes))?.name).toBe('calico')
  const withoutPool = { ...objects, IPPool: [] }
  expect((await readCni(fakeKubernetes({ objects: withoutPool }).kubernetes))?.name).toBe('flannel')
})

test('neither, and a flannel that is not understood, is none', async () => {
  expect(await readCni(fakeKubernetes({ nodes: [recordedNodes] }).kubernetes)).toBeUndefined()
  const objects = { 'kube-flannel/kube-flannel-cfg': configMap({ Type: 'udp' }) }
  expect(await readCni(fakeKubernetes({ objects }).kubernetes)).toBeUndefined()
})
