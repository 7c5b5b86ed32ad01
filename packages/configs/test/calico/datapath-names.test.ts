import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allocateBlocks, blockAddress, calicoSettings, cidrInside, vethName } from '../../src/index.ts'
import { refusal } from '../refusal.ts'
import { sha1 } from '../../src/calico/sha1.ts'

const recording = (name: string) => readFileSync(new URL(`../fixtures/recordings/${name}`, import.meta.url), 'utf8')
const CLUSTER = { podSubnet: '10.98.0.0/16' }

describe('vethName', () => {
  interface Pod {
    readonly metadata: { readonly namespace: string; readonly name: string }
    readonly spec: { readonly nodeName: string }
    readonly status: { readonly podIP: string }
  }
  const pods: readonly Pod[] = JSON.parse(recording('pods.json')).items.filter((pod: Pod) =>
    pod.status.podIP?.startsWith('10.98.'),
  )

  test.for(pods)('is what a real node shows: $metadata.name', ({ metadata, spec, status }) => {
    const routes = recording(`${spec.nodeName.replace('calico-ipip-crosssubnet-', '')}.route.txt`)
    expect(routes).toContain(`${status.podIP} dev ${vethName(metadata.namespace, metadata.name)} scope link`)
  })

  test('seven pods were recorded', () => expect(pods).toHaveLength(7))
})

test("SHA-1 agrees with the platform's, at every length", () => {
  const lengths = Array.from({ length: 200 }, (_, length) => 'x'.repeat(length))
  expect(lengths.map(sha1)).toEqual(lengths.map((text) => createHash('sha1').update(text).digest('hex')))
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(sha1(text)).toBe(createHash('sha1').update(text).digest('hex'))
    }),
  )
})

describe('allocateBlocks', () => {
  const affinities: readonly { readonly spec: { readonly node: string; readonly cidr: string } }[] = JSON.parse(
    recording('blockaffinities.json'),
  ).items

  test('gives the nodes of the reference lab what real Calico gave them', () => {
    const recorded = affinities.map(({ spec }) => [spec.node, spec.cidr] as const)
    const names = recorded.map(([name]) => name)
    expect(recorded).toHaveLength(4)
    expect([...allocateBlocks(calicoSettings({}, CLUSTER).pools[0], names)]).toEqual(recorded)
    expect([...allocateBlocks(calicoSettings({}, CLUSTER).pools[0], ['first', ...names])].slice(1)).toEqual(recorded)
  })

  test('elsewhere gives each node a block of its own, inside the pool, the same every time', () => {
    const names = fc.uniqueArray(fc.string(), { maxLength: 64 })
    fc.assert(
      fc.property(names, (nodes) => {
        const settings = { cidr: '10.98.0.0/20', blockSize: 26 }
        const blocks = [...allocateBlocks(settings, nodes).values()]
        expect(new Set(blocks).size).toBe(nodes.length)
        expect(blocks.every((block) => cidrInside(block, settings.cidr))).toBe(true)
        expect([...allocateBlocks(settings, nodes).values()]).toEqual(blocks)
      }),
      { numRuns: 50 },
    )
  })

  test('refuses more nodes than blocks', () => {
    expect(refusal(() => allocateBlocks({ cidr: '10.98.0.0/25', blockSize: 26 }, ['a', 'b', 'c']))).toEqual([
      'calico options cidr 10.98.0.0/25 holds 2 blocks of /26, but there are 3 nodes; use a wider cidr or a longer blockSize',
    ])
  })
})

test('the tunnel has ordinal 0, the network address itself', () => {
  expect(blockAddress('10.98.81.0/26', 0)).toBe('10.98.81.0')
  expect(blockAddress('10.98.81.0/26', 4)).toBe('10.98.81.4')
})
