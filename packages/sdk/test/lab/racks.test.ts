import { expect, test } from 'vitest'
import { attachClabFabric, createKindCluster, ping, racks, type RacksOptions } from '../../src/index.ts'

const small = { racks: 3, nodesPerRack: 1 } as const

/** What the last rack's node answers to the first one's, by each family that the lab has. */
async function answersOf(options: Partial<RacksOptions>, name: string) {
  const lab = racks({ ...small, name: `labs-racks-${name}`, ...options })
  await using cluster = await createKindCluster(lab.kind, { engine: 'netns', host: 'local' })
  await attachClabFabric(cluster, lab.clab, { files: lab.files })
  const [from, to] = [cluster.node('control-plane'), cluster.node('worker2')]
  const families = options.ipFamily === 'dual' ? ([4, 6] as const) : ([4] as const)
  return await Promise.all(
    families.map(async (family) => {
      const { received, ttl } = await ping(from, to, { count: 2, family })
      return { received, ttl }
    }),
  )
}

test.for([
  ['one', 'vyos', 63],
  ['one', 'linux', 63],
  ['chain', 'vyos', 61],
  ['chain', 'frr', 61],
  ['per-rack', 'linux', 62],
  ['per-rack', 'frr', 62],
  ['none', 'vyos', 64],
] as const)('gateways %s, %s: the far rack answers with a TTL of %i', async ([gateways, gateway, ttl]) => {
  expect(await answersOf({ gateways, gateway }, `${gateways}-${gateway}`)).toEqual([{ received: 2, ttl }])
})

test('a chain in both families', async () => {
  const answer = { received: 2, ttl: 61 }
  expect(await answersOf({ gateways: 'chain', ipFamily: 'dual' }, 'dual')).toEqual([answer, answer])
})
