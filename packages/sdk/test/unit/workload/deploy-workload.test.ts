import { parseManifests } from '@underlay/configs'
import { expect, test } from 'vitest'
import { clusterOf } from '../../../src/cluster/cluster.ts'
import { TrustError } from '../../../src/errors.ts'
import { deployWorkload } from '../../../src/workload/deploy-workload.ts'
import { fakeEngine } from '../cluster/fake-engine.ts'
import { rejection } from '../refusal.ts'

const text = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: app\nspec:\n  hostPID: true\n  containers: []\n'

function fakeLab(engine: 'kind' | 'existing' | 'netns') {
  const applied: unknown[] = []
  const { lab } = fakeEngine(engine)
  const apply = async (objects: unknown): Promise<[]> => {
    applied.push(objects)
    return []
  }
  return { cluster: clusterOf({ ...lab, apply, pods: async () => [] }, 'visitor'), applied }
}

test.for(['kind', 'existing'] as const)(
  'on %s a text whose pods have rights on their node is not applied, but with trust',
  async (engine) => {
    const { cluster, applied } = fakeLab(engine)
    const error = await rejection(deployWorkload(cluster, text), TrustError)
    expect(error.requests).toEqual(['workload.yaml:6:12 spec.hostPID shares its node: hostPID'])
    expect(error.fix).toContain('deployWorkload(cluster, objects, { trust: true })')
    await rejection(deployWorkload(cluster, parseManifests(text)), TrustError)
    expect(applied).toEqual([])
    await deployWorkload(cluster, text, { trust: true })
    expect(applied).toHaveLength(1)
  },
)

test('what was built in code, and what netns models, needs no trust', async () => {
  const { cluster, applied } = fakeLab('kind')
  await deployWorkload(cluster, structuredClone(parseManifests(text)))
  const netns = fakeLab('netns')
  await deployWorkload(netns.cluster, text)
  expect([applied.length, netns.applied.length]).toEqual([1, 1])
})
