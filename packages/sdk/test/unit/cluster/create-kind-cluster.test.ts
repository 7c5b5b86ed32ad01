import { parseKindConfig, renderKindConfig, TopologyError, type KindConfig, kernelNeedNames } from '@underlay/configs'
import { afterEach, expect, test, vi } from 'vitest'
import { createKindCluster } from '../../../src/cluster/create-kind-cluster.ts'
import type { CreateKindLab } from '../../../src/engine/kind/create-lab.ts'
import { LabError, TrustError } from '../../../src/errors.ts'
import { preset } from '../reference-lab.ts'
import { rejection } from '../refusal.ts'
import { fakeEngine } from './fake-engine.ts'

const given = vi.hoisted(() => ({
  labs: [] as { readonly config: unknown; readonly how: Record<string, unknown> }[],
  opened: [] as Record<string, unknown>[],
  asked: [] as readonly (readonly unknown[])[],
  netns: [] as unknown[],
}))

// What makes labs of each engine: the first step of the kind engine, its second, and the netns engine's only one.
vi.mock('../../../src/engine/kind/create-lab.ts', () => ({
  createKindLab: async (config: KindConfig, how: CreateKindLab) => {
    given.labs.push({ config, how: { ...how } })
    return { lab: { name: config.name, lifetime: how.lifetime }, reaper: undefined }
  },
}))
vi.mock('../../../src/engine/kind/kind-engine.ts', () => ({
  kindEngine: async ({ lifetime }: { lifetime: 'process' | 'persistent' }, options: object) => {
    given.opened.push({ ...options })
    const { lab, asked } = fakeEngine('kind', lifetime)
    given.asked = asked
    return lab
  },
}))
vi.mock('../../../src/engine/netns/create-lab.ts', () => ({
  createLab: async (...args: unknown[]) => {
    given.netns.push(args)
    throw new Error('far enough')
  },
}))

afterEach(() => {
  vi.unstubAllEnvs()
  given.labs = []
  given.opened = []
  given.netns = []
})

const { kind } = preset
const onProgress = (): void => {}
const onKind = { engine: 'kind', onProgress } as const

const imagesOf = ({ nodes = [] }: KindConfig): unknown[] => nodes.map(({ image }) => image)
const imagesMade = (): unknown[] => imagesOf(given.labs[0]?.config as KindConfig)

test('a config, or its YAML, makes a lab that ends with this process', async () => {
  vi.stubEnv('UNDERLAY_NODE_IMAGE', '')
  const cluster = await createKindCluster(kind, onKind)
  await createKindCluster(renderKindConfig(kind), onKind)
  expect(given.labs.map(({ config }) => config)).toEqual([kind, kind])
  expect(given.labs[0]?.how).toMatchObject({ lifetime: 'process', say: onProgress })
  expect(cluster).toMatchObject({ engine: 'kind', lifetime: 'process' })
})

test('every option reaches the steps that it is for', async () => {
  const { signal } = new AbortController()
  const options = { lifetime: 'persistent', keep: 'on-failure', toolsImage: 'tools:1', offline: true, signal } as const
  await createKindCluster(kind, { ...onKind, ...options })
  const { lifetime, keep, offline, toolsImage } = options
  expect(given.labs[0]?.how).toMatchObject({ lifetime, keep, offline, signal, say: onProgress })
  expect(given.opened[0]).toMatchObject({ toolsImage, offline, say: onProgress })
})

test.for([
  ["the config's own", undefined, '', 'kindest/node:v1.27.3'],
  ['UNDERLAY_NODE_IMAGE', undefined, 'kindest/node:v1.34.4', 'kindest/node:v1.34.4'],
  ['the option', 'kindest/node:v1.33.0', 'kindest/node:v1.34.4', 'kindest/node:v1.33.0'],
] as const)('the image of every node is %s', async ([, image, environment, expected]) => {
  vi.stubEnv('UNDERLAY_NODE_IMAGE', environment)
  await createKindCluster(kind, { ...onKind, ...(image !== undefined && { image }) })
  expect(imagesMade()).toEqual([expected, expected, expected, expected])
})

test('disposing a lab of this process destroys it, a persistent one stays', async () => {
  await (await createKindCluster(kind, onKind))[Symbol.asyncDispose]()
  expect(given.asked).toEqual([['destroy']])
  await (await createKindCluster(kind, { ...onKind, lifetime: 'persistent' }))[Symbol.asyncDispose]()
  expect(given.asked).toEqual([['close']])
})

test('UNDERLAY_ENGINE decides where no engine is named', async () => {
  vi.stubEnv('UNDERLAY_ENGINE', 'netns')
  expect((await rejection(createKindCluster(kind, { onProgress }), Error)).message).toBe('far enough')
  expect([given.netns, given.labs]).toEqual([
    [[kind, { lifetime: 'process', host: 'auto', needs: kernelNeedNames, say: onProgress, onProgress }]],
    [],
  ])
  vi.stubEnv('UNDERLAY_ENGINE', 'kind')
  expect((await createKindCluster(kind, { onProgress })).engine).toBe('kind')
})

test('a lifetime that is none is refused: it would keep the lab for good', async () => {
  const lifetime = 'forever' as never
  const { message } = await rejection(createKindCluster(kind, { lifetime }), LabError)
  expect(message).toBe('there is no lifetime forever\n  fix: one of process, persistent')
  expect([given.labs, given.netns]).toEqual([[], []])
})

const mounted = { role: 'worker', extraMounts: [{ hostPath: '/etc', containerPath: '/x' }] } as const
const asking = renderKindConfig({ ...kind, nodes: [{ role: 'control-plane' }, mounted] })

test.for([
  ['its text', asking, 'kind.yaml'],
  ['its parsed text', parseKindConfig(asking, { file: 'mine.yaml' }), 'mine.yaml'],
] as const)('%s that mounts a folder of the machine makes no kind lab, but with trust', async ([, config, file]) => {
  const error = await rejection(createKindCluster(config, onKind), TrustError)
  expect(error.requests).toEqual([expect.stringMatching(new RegExp(`^${file}:\\d+:\\d+ nodes\\[1\\].*mounts /etc$`))])
  expect(error.fix).toContain('createKindCluster(config, { trust: true })')
  expect(given.labs).toEqual([])
  await createKindCluster(config, { ...onKind, trust: true })
  expect(given.labs).toHaveLength(1)
})

test('what was built in code, and what netns makes of a text, needs no trust', async () => {
  await createKindCluster(structuredClone(parseKindConfig(asking)), onKind)
  expect(given.labs).toHaveLength(1)
  const netns = createKindCluster(asking, { engine: 'netns', onProgress })
  expect((await rejection(netns, Error)).message).toBe('far enough')
})

test('a config that is none is refused before an engine is looked for', async () => {
  vi.stubEnv('UNDERLAY_ENGINE', 'none such')
  const { message } = await rejection(createKindCluster(`${renderKindConfig(kind)}\nnods: []\n`), TopologyError)
  expect(message).toMatch(/^kind\.yaml:\d+:\d+ nods/)
  await rejection(createKindCluster({ ...kind, name: 'Not A Name' }), TopologyError)
  expect((await rejection(createKindCluster(kind), LabError)).message).toContain('there is no engine none such')
  expect([given.labs, given.netns]).toEqual([[], []])
})
