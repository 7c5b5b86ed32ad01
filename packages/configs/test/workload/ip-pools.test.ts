import { expect, test } from 'vitest'
import type { DaemonSet } from '../../src/index.ts'
import { daemonSet, describeWorkload } from '../../src/index.ts'
import { refusal } from '../refusal.ts'

function annotated(annotations: Readonly<Record<string, string>>): DaemonSet {
  const set = daemonSet('app')
  const { metadata, spec } = set.spec.template
  return { ...set, spec: { ...set.spec, template: { metadata: { ...metadata, annotations }, spec } } }
}

const poolsOf = (annotations: Readonly<Record<string, string>>): readonly string[] | undefined =>
  describeWorkload([annotated(annotations)]).daemonSets[0]?.ipPools

test('pods ask for pools by name or CIDR, of each family', () => {
  expect(poolsOf({})).toBeUndefined()
  expect(poolsOf({ 'prometheus.io/scrape': 'true' })).toBeUndefined()
  expect(
    poolsOf({
      'cni.projectcalico.org/ipv4pools': '["near", "10.98.128.0/17"]',
      'cni.projectcalico.org/ipv6pools': '["fd00:10:98::/64"]',
    }),
  ).toEqual(['near', '10.98.128.0/17', 'fd00:10:98::/64'])
})

test('a Pod by itself asks the same way', () => {
  const metadata = { name: 'one', annotations: { 'cni.projectcalico.org/ipv4pools': '["near"]' } }
  const spec = { containers: [{ name: 'web', image: 'nginx' }] }
  expect(describeWorkload([{ apiVersion: 'v1', kind: 'Pod', metadata, spec } as never]).pods[0]?.ipPools).toEqual([
    'near',
  ])
})

test.for([
  ['ipv4pools', 'near', `must be a JSON list of pools such as '["pool0"]', is 'near'`],
  ['ipv4pools', '[]', `must be a JSON list of pools such as '["pool0"]', is '[]'`],
  ['ipv4pools', '["fd00::/64"]', 'holds fd00::/64, which is no IPv4 pool'],
  ['ipAddrs', '["10.98.0.7"]', 'is not modelled by the netns engine; remove it, or use engine kind'],
] as const)('%s: %s is refused', ([key, value, fault]) => {
  const [line = ''] = refusal(() => poolsOf({ [`cni.projectcalico.org/${key}`]: value }))
  expect(line).toContain(fault)
  expect(line).toContain(`cni.projectcalico.org/${key}`)
})
