import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { topologyShape } from '../../src/clab/shape.ts'
import { createReview } from '../../src/document/review.ts'
import { checkShape, type Shape } from '../../src/document/shape.ts'
import { documentSchema, presets, renderClabTopology, renderKindConfig, type DocumentName } from '../../src/index.ts'
import { kindShape } from '../../src/kind/shape.ts'
import { fitsSchema } from './fits-schema.ts'

const shapes = { kind: kindShape, clab: topologyShape } as const
const schemas = { kind: documentSchema('kind'), clab: documentSchema('clab') } as const
const fits = (name: DocumentName, value: unknown): boolean => fitsSchema(schemas[name], value)

/** What the parsers say of a value's shape. */
function mistakes(shape: Shape, value: unknown): readonly string[] {
  const review = createReview('document')
  checkShape(review, value, shape)
  return review.issues.map(({ path, message }) => `${path} ${message}`)
}

const fixtures = join(import.meta.dirname, '../fixtures')
const read = (path: string): unknown => parse(readFileSync(join(fixtures, path), 'utf8'))
const written: readonly (readonly [string, DocumentName, unknown])[] = [
  ...globSync('**/*clab.y*ml', { cwd: fixtures }).map((path) => [path, 'clab', read(path)] as const),
  ...globSync('**/kind.yaml', { cwd: fixtures }).map((path) => [path, 'kind', read(path)] as const),
  ...Object.entries(presets).flatMap(([name, preset]) => {
    const { kind, clab } = preset.define()
    return [
      [`${name}: kind`, 'kind', parse(renderKindConfig(kind))] as const,
      ...(clab ? [[`${name}: clab`, 'clab', parse(renderClabTopology(clab))] as const] : []),
    ]
  }),
]

test.each(written)('%s is judged as its parser judges its shape', (_, name, value) => {
  expect(fits(name, value)).toBe(mistakes(shapes[name], value).length === 0)
})

test('the presets and the documents of the tutorial are valid', () => {
  const sound = written.filter(([title]) => /tutorial|: /.test(title))
  expect(sound.length).toBeGreaterThan(12)
  expect(sound.filter(([, name, value]) => !fits(name, value))).toEqual([])
})

const kind = { kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4' }
const topology = (links: readonly unknown[], nodes: unknown = { a: null }) => ({
  name: 'lab',
  topology: { nodes, links },
})

test.each<readonly [string, DocumentName, unknown]>([
  ['no mapping', 'kind', ['kind']],
  ['empty', 'kind', null],
  ['a key that kind does not have', 'kind', { ...kind, node: [] }],
  ['a key that is missing', 'kind', { kind: 'Cluster' }],
  ['a role that there is none', 'kind', { ...kind, nodes: [{ role: 'master' }] }],
  ['a number for a text', 'kind', { ...kind, name: 7 }],
  ['a text for true', 'kind', { ...kind, networking: { disableDefaultCNI: 'yes' } }],
  ['a port beyond all ports', 'kind', { ...kind, networking: { apiServerPort: 70_000 } }],
  ['a port that is half', 'kind', { ...kind, networking: { apiServerPort: 0.5 } }],
  [
    'a mount of a misspelt folder',
    'kind',
    { ...kind, nodes: [{ extraMounts: [{ hostPth: '/a', containerPath: '/b' }] }] },
  ],
  ['a mount of no folder', 'kind', { ...kind, nodes: [{ extraMounts: [{ containerPath: '/b' }] }] }],
  ['a misspelt port', 'kind', { ...kind, nodes: [{ extraPortMappings: [{ containerPrt: 80 }] }] }],
  ['a port that is a text', 'kind', { ...kind, nodes: [{ extraPortMappings: [{ containerPort: '80' }] }] }],
  [
    'a protocol that there is none',
    'kind',
    { ...kind, nodes: [{ extraPortMappings: [{ containerPort: 80, protocol: 'ICMP' }] }] },
  ],
  ['no nodes', 'clab', { name: 'lab', topology: {} }],
  ['a node that is a text', 'clab', topology([], { a: 'linux' })],
  ['a key of a node that containerlab does not have', 'clab', topology([], { a: { kindd: 'linux' } })],
  ['a link without ends', 'clab', topology([{ mtu: 1500 }])],
  ['a link with one end', 'clab', topology([{ endpoints: ['a:eth1'] }])],
  ['a link with three ends', 'clab', topology([{ endpoints: ['a:eth1', 'b:eth1', 'c:eth1'] }])],
  ['an end without an interface', 'clab', topology([{ endpoints: ['aeth1', 'b:eth1'] }])],
  ['a veth with one end', 'clab', topology([{ type: 'veth', endpoints: [{ node: 'a', interface: 'eth1' }] }])],
  ['a link of no known type', 'clab', topology([{ type: 'wire', endpoints: [] }])],
  ['a link whose type is a number', 'clab', topology([{ type: 7 }])],
  ['a dummy with two ends', 'clab', topology([{ type: 'dummy', endpoints: [] }])],
  [
    'a host link without its interface',
    'clab',
    topology([{ type: 'host', endpoint: { node: 'a', interface: 'eth1' } }]),
  ],
  ['a short link with long ends', 'clab', topology([{ endpoints: [{ node: 'a', interface: 'eth1' }] }])],
  ['an MTU below 68', 'clab', topology([{ endpoints: ['a:eth1', 'b:eth1'], mtu: 60 }])],
  ['a VLAN beyond 4094', 'clab', topology([{ endpoints: [], vars: { underlay: { vlan: { access: 5000 } } } }])],
  ['a stage that there is none', 'clab', topology([], { a: { stages: { later: {} } } })],
  [
    'commands by a phase that there is none',
    'clab',
    topology([], { a: { stages: { create: { exec: { 'on-end': [] } } } } }),
  ],
  ['a command that is a text among objects', 'clab', topology([], { a: { stages: { create: { exec: ['ls'] } } } })],
])('refused: %s', (_, name, value) => {
  expect(mistakes(shapes[name], value)).not.toEqual([])
  expect(fits(name, value)).toBe(false)
})

test('whatever a document is, schema and parser agree on its shape', () => {
  const scraps = fc.oneof(
    fc.constantFrom(null, true, 7, 0.5, -1, 1500, 'text', 'veth', 'worker', [], {}, ['a:eth1', 'b:eth1'], ['a:eth1']),
    fc.dictionary(
      fc.constantFrom('kind', 'name', 'nodes', 'type', 'exec', 'on-enter', 'endpoint', 'mtu'),
      fc.anything({ maxDepth: 1, values: [fc.string(), fc.integer(), fc.constant(null)] }),
    ),
  )
  const sound = fc.constantFrom(...written.filter(([, name, value]) => fits(name, value)))
  const where = fc.array(fc.nat(), { maxLength: 8 })
  fc.assert(
    fc.property(sound, where, scraps, ([, name, value], steps, scrap) => {
      const changed = replaced(value, steps, scrap)
      expect(fits(name, changed)).toBe(mistakes(shapes[name], changed).length === 0)
    }),
    { numRuns: 2000 },
  )
})

/** The value with something of it replaced: each step takes one of what is there. */
function replaced(value: unknown, [step, ...steps]: readonly number[], scrap: unknown): unknown {
  if (step === undefined || typeof value !== 'object' || value === null) return scrap
  const entries = Object.entries(value)
  const at = step % (entries.length + 1)
  if (Array.isArray(value)) return value.map((item, index) => (index === at ? replaced(item, steps, scrap) : item))
  if (at === entries.length) return { ...value, [['type', 'exec', 'labels', 'x'][step % 4] ?? 'x']: scrap }
  return Object.fromEntries(
    entries.map(([key, item], index) => [key, index === at ? replaced(item, steps, scrap) : item]),
  )
}
