import { expect, test } from 'vitest'
import { verifyScope } from '../../../src/verify/scope.ts'
import { unjudged, withoutFindings } from '../../../src/verify/unjudged.ts'
import { verifyLayers } from '../../../src/verify/verification.ts'
import { verifyLab } from '../../../src/verify/verify-lab.ts'
import { aCluster } from './a-cluster.ts'
import { found } from './a-verification.ts'

test('a lab of one node has no pair: each layer of pairs is open, and the lab is no pass', async () => {
  const pods = [{ name: 'app-worker', node: 'worker', ips: ['10.98.0.2'] }]
  const { cluster } = aCluster({ nodes: { worker: ['10.1.0.1'] }, pods })
  const { outcome, findings, absent } = await verifyLab(cluster)
  expect(outcome).toBe('inconclusive')
  expect(findings.map(({ layer, from, outcome: each }) => [layer, from, each])).toEqual(
    ['route', 'encapsulation', 'path', 'reach', 'mtu'].map((layer) => [layer, cluster.name, 'inconclusive']),
  )
  expect(findings[0]?.summary).toBe(`${cluster.name}: route was not judged: there are no two ends on two nodes`)
  expect(absent.map(({ layer }) => layer)).toEqual(['addresses', 'bgp'])
})

test('in a dual-stack cluster a pair with one family leaves the other open, in each layer', async () => {
  const pods = [
    { name: 'app-a', node: 'a', ips: ['10.98.0.2', 'fd00:98::2'] },
    { name: 'app-b', node: 'b', ips: ['10.98.1.2'] },
  ]
  const nodes = { a: ['10.1.0.1', 'fd00:1::1'], b: ['10.1.0.2', 'fd00:1::2'] }
  const scope = await verifyScope(aCluster({ nodes, pods, ipFamily: 'dual' }).cluster, { everything: false })
  expect(scope.directions).toHaveLength(6)
  expect(
    unjudged(scope, ['reach', 'bgp']).map(({ layer, outcome, family, summary }) => [layer, outcome, family, summary]),
  ).toEqual([
    ['reach', 'inconclusive', 6, 'pod/app-a → pod/app-b (IPv6): pod/app-b has no IPv6 address'],
    ['reach', 'inconclusive', 6, 'pod/app-b → pod/app-a (IPv6): pod/app-b has no IPv6 address'],
  ])
  const plain = await verifyScope(aCluster({ nodes, pods }).cluster, { everything: false })
  expect(plain.lacking).toEqual([])
})

test('an end that is asked for and has no peer on another node is open', async () => {
  const { cluster } = aCluster({ nodes: { a: ['10.1.0.1'], b: ['10.1.0.2'], c: ['10.1.0.3'] } })
  const pod = { place: 'pod/app', node: 'a', address: '10.98.0.2', addresses: ['10.98.0.2'], cluster }
  const between = [cluster.node('a'), cluster.node('b'), pod]
  const scope = await verifyScope(cluster, { between, everything: false })
  expect(scope.directions).toHaveLength(2)
  expect(unjudged(scope, ['path'])).toMatchObject([
    {
      layer: 'path',
      from: 'pod/app',
      outcome: 'inconclusive',
      summary: 'pod/app: there is no end of its kind on another node',
    },
  ])
})

test('a layer with a finding, or that the lab lacks, is not told again', () => {
  const findings = verifyLayers
    .filter((layer) => layer !== 'mtu' && layer !== 'bgp')
    .map((layer) => found(layer, 'pass'))
  const absent = [{ layer: 'bgp', reason: 'none' }] as const
  expect(withoutFindings(verifyLayers, { lab: 'two', findings, absent }).map(({ layer }) => layer)).toEqual(['mtu'])
})
