import { expect, test } from 'vitest'
import { installRealFlannel } from '../../../../src/engine/kind/install-cni.ts'
import { LabStateError } from '../../../../src/errors.ts'
import { rejection } from '../../refusal.ts'
import { attached, byFlannel, flannel, flannelAddress, flannelSite, notReady, textOf } from './cni-site.ts'
import { node } from './fake-kubernetes.ts'
import { nodeNames } from './kind-lab.ts'

test('flannel: network, backend and the interface of the topology, then the gate', async () => {
  const { at, done, applied } = flannelSite(notReady, byFlannel)
  const cni = await installRealFlannel(attached, at, { directRouting: true }, flannel)
  expect(done.slice(-6)).toEqual([
    'await the rollout of DaemonSet kube-flannel/kube-flannel-ds (4321 ms)',
    `await ${nodeNames.join(', ')} to be Ready (4321 ms)`,
    ...['control-plane', 'worker', 'worker2', 'worker3'].map((node) => `look for routes in ${node}`),
  ])
  expect(textOf(applied, 'DaemonSet')).toContain('"--iface=net0"')
  expect(textOf(applied, 'ConfigMap')).toMatch(/10\.98\.0\.0\/16.*vxlan.*DirectRouting\\": true/)
  expect(cni).toMatchObject({ name: 'flannel', how: 'real', vxlan: 'CrossSubnet' })
})

test('flannel on an interface that is asked for, and its fix when the address is another', async () => {
  const wrong = byFlannel.map(({ metadata: { name } }) => node(name, '10.1.5.10', { [flannelAddress]: '172.18.0.2' }))
  const { at, applied } = flannelSite(wrong)
  const { message, fix } = await rejection(installRealFlannel(attached, at, { iface: 'eth0' }, flannel), LabStateError)
  expect(textOf(applied, 'DaemonSet')).toContain('"--iface=eth0"')
  expect(message).toContain('flannel records 172.18.0.2 for worker3, declared is 10.1.8.11/24')
  expect(fix).toMatch(/^iface: 'net0', or verifyAddresses: false/)
})
