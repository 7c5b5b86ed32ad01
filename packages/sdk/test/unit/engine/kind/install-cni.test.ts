import { TopologyError } from '@underlay/configs'
import { expect, test } from 'vitest'
import { installRealCalico, installRealFlannel } from '../../../../src/engine/kind/install-cni.ts'
import { LabStateError } from '../../../../src/errors.ts'
import { rejection } from '../../refusal.ts'
import { attached, bare, byCalico, calico, calicoSite, flannel } from './cni-site.ts'

test.for([
  ['Calico', installRealCalico, calico],
  ['flannel', installRealFlannel, flannel],
] as const)('%s before the fabric is refused before anything is done, with the step to run first', async (given) => {
  const [, install, options] = given
  const { at, done } = calicoSite(byCalico)
  const { message } = await rejection(install(bare, at, {}, options), LabStateError)
  expect(message).toBe(
    'a CNI needs the fabric, and none is attached\n  fix: underlay up --clab lab.clab.yaml, or attachClabFabric(cluster, topology) first',
  )
  expect(done).toEqual([])
})

test.for([
  ['Calico', installRealCalico, flannel, 'calico-node'],
  ['flannel', installRealFlannel, calico, 'flanneld'],
] as const)('%s: a manifest in which its node is not found is refused, and nothing applied', async (given) => {
  const [, install, options, sought] = given
  const { at, done } = calicoSite(byCalico)
  expect((await rejection(install(attached, at, {}, options), TopologyError)).message).toContain(sought)
  expect(done).toEqual([])
})
