import { expect, test } from 'vitest'
import { modelOf, shortNameIn } from '../../../../src/engine/kind/model.ts'
import { cluster, fabric, preset } from '../../reference-lab.ts'
import { containers, kindLab, lab } from './kind-lab.ts'

const attached = { topology: preset.clab, files: preset.files }
const taints = { 'control-plane': ['node-role.kubernetes.io/control-plane:NoSchedule'] }

test('before a fabric: the kind config, nothing of it left aside, and the addresses of the containers', () => {
  const model = modelOf(kindLab(), containers, taints)
  expect(model).toEqual({
    cluster: { ...cluster, notes: [] },
    fabric: undefined,
    cni: undefined,
    dockerAddresses: {
      'control-plane': ['172.18.0.2'],
      worker: ['172.18.0.3'],
      worker2: ['172.18.0.4'],
      worker3: ['172.18.0.5'],
    },
    taints,
  })
})

test('in a dual-stack cluster nodes have addresses of both families in the network of Docker', () => {
  const { podSubnet: _, ...networking } = preset.kind.networking ?? {}
  const kind = { ...preset.kind, networking: { ...networking, ipFamily: 'dual' as const } }
  expect(modelOf(kindLab({ kind }), containers, {}).dockerAddresses['worker']).toEqual([
    '172.18.0.3',
    'fc00:f853:ccd:e793::3',
  ])
})

test('with a fabric that is attached; one that is only begun is none', () => {
  expect(modelOf(kindLab({ fabric: attached }), containers, {}).fabric).toEqual(fabric)
  expect(modelOf(kindLab({ attaching: attached }), containers, {}).fabric).toBeUndefined()
})

test.for([
  [`${lab}-worker2`, 'worker2'],
  ['worker2', 'worker2'],
  ['another-worker2', 'another-worker2'],
  ['', ''],
])('the short name of %j is %j', ([name = '', short = '']) => {
  expect(shortNameIn(cluster)(name)).toBe(short)
})
