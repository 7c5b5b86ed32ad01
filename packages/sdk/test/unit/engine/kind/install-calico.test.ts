import { imagesOf, TopologyError } from '@underlay/configs'
import { expect, test } from 'vitest'
import { installRealCalico } from '../../../../src/engine/kind/install-cni.ts'
import { LabStateError, LabTimeoutError } from '../../../../src/errors.ts'
import { cluster } from '../../reference-lab.ts'
import { rejection } from '../../refusal.ts'
import { attached, byCalico, calico, calicoAddress, calicoSite, cniSite, notReady, textOf } from './cni-site.ts'
import { node } from './fake-kubernetes.ts'
import { lab, nodeNames } from './kind-lab.ts'

const onEth0 = { [calicoAddress]: '172.18.0.3/16' }

test('Calico: manifest, rollout, pool, every node Ready, in this order', async () => {
  const { at, done, patches } = calicoSite(notReady, byCalico)
  const cni = await installRealCalico(attached, at, { ipip: 'CrossSubnet' }, calico)
  expect(done).toEqual([
    'apply ConfigMap kube-system/calico-config',
    'apply DaemonSet kube-system/calico-node',
    'await the rollout of DaemonSet kube-system/calico-node (4321 ms)',
    'patch IPPool default-ipv4-ippool',
    `await ${nodeNames.join(', ')} to be Ready (4321 ms)`,
    ...['control-plane', 'worker', 'worker2', 'worker3'].map((node) => `look for routes in ${node}`),
  ])
  expect(patches).toEqual([{ spec: { ipipMode: 'CrossSubnet', vxlanMode: 'Never', natOutgoing: true } }])
  expect(cni).toMatchObject({ name: 'calico', how: 'real', ipip: 'CrossSubnet', tunnel: { device: 'tunl0' } })
  expect(cni.nodes[`${lab}-worker2`]?.address).toBe('10.1.8.10/24')
})

test('what Calico is told is derived from the topology: the interface, and the MTU less the tunnel', async () => {
  const { at, applied } = calicoSite(byCalico)
  await installRealCalico(attached, at, { ipip: 'CrossSubnet' }, calico)
  expect(textOf(applied, 'DaemonSet')).toContain('{"name":"IP_AUTODETECTION_METHOD","value":"interface=net0"}')
  expect(textOf(applied, 'DaemonSet')).toContain('{"name":"CALICO_IPV4POOL_CIDR","value":"10.98.0.0/16"}')
  expect(textOf(applied, 'ConfigMap')).toContain('"veth_mtu":"1480"')
})

test('options come before what is derived; the registry is replaced', async () => {
  const { at, applied } = calicoSite(byCalico)
  const options = { autodetection: 'kubernetes-internal-ip', mtuBytes: 1400 }
  await installRealCalico(attached, at, options, { ...calico, registry: 'mirror.local' })
  expect(textOf(applied, 'DaemonSet')).toContain('"value":"kubernetes-internal-ip"')
  expect(textOf(applied, 'ConfigMap')).toContain('"veth_mtu":"1400"')
  expect(imagesOf(applied)).toEqual(['mirror.local/calico/cni:v3.30.0', 'mirror.local/calico/node:v3.30.0'])
})

test('Calico with another address than the declared one is refused, with both and the fix', async () => {
  const wrong = byCalico.map((one) =>
    one.metadata.name === `${lab}-worker` ? node(one.metadata.name, '10.1.5.11', onEth0) : one,
  )
  const { at } = calicoSite(wrong)
  const { message, fix } = await rejection(installRealCalico(attached, at, {}, calico), LabStateError)
  expect(message).toContain('calico records 172.18.0.3/16 for worker, declared is 10.1.5.11/24')
  expect(fix).toBe("autodetection: 'interface=net0', or verifyAddresses: false to see what comes of it")
})

test('… unless that is what is to be seen', async () => {
  const wrong = cluster.nodes.map(({ name, nodeIp }) => node(name, nodeIp, onEth0))
  const cni = await installRealCalico(attached, calicoSite(wrong).at, {}, { ...calico, verifyAddresses: false })
  expect(cni.nodes[`${lab}-worker`]?.address).toBe('172.18.0.3/16')
})

test('nodes that do not become Ready are told with what they lack', async () => {
  const error = await rejection(installRealCalico(attached, calicoSite(notReady).at, {}, calico), LabTimeoutError)
  expect(error.lastSeen).toContain(`${lab}-worker has no InternalIP and is not Ready`)
})

test('a manifest that leaves no pool is no CNI', async () => {
  const { at } = cniSite([byCalico], {})
  const { message } = await rejection(installRealCalico(attached, at, {}, calico), LabStateError)
  expect(message).toContain('left no CNI that can be recognised')
})

test('settings that the CNI refuses are refused before the manifest is loaded', async () => {
  const { at, done } = calicoSite(byCalico)
  const nowhere = { ...calico, manifest: '/nowhere/calico.yaml' }
  const wrong = installRealCalico(attached, at, { ipip: 'Always', vxlan: 'Always' }, nowhere)
  expect((await rejection(wrong, TopologyError)).message).toContain('calico options')
  expect(done).toEqual([])
})
