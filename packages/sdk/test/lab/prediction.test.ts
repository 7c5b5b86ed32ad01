import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { calicoIpipCrossSubnet, installCalico, type Cluster, type Workload } from '../../src/index.ts'
import { checkPing } from '../prediction/check-ping.ts'
import { labOf, onePodEach } from './cni/cni-lab.ts'

describe('Calico with VXLAN CrossSubnet', () => {
  let cluster: Cluster
  let app: Workload

  beforeAll(async () => {
    cluster = await labOf(calicoIpipCrossSubnet({ name: 'predict-vxlan' }))
    await installCalico(cluster, { vxlan: 'CrossSubnet' })
    app = await onePodEach(cluster)
  })

  afterAll(() => cluster[Symbol.asyncDispose]())

  test.for([
    ['worker', 'none'],
    ['worker2', 'vxlan'],
    ['worker3', 'vxlan'],
  ] as const)('pod to the pod on %s: %s, every header as predicted', async ([node, encapsulation]) => {
    const { path } = await checkPing(app.on('control-plane'), app.on(node))
    expect(path.forward.encapsulation).toBe(encapsulation)
    expect(path.reverse.encapsulation).toBe(encapsulation)
  })
})
