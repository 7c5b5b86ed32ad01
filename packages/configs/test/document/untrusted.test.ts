import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  describeFabric,
  describeWorkload,
  parseClabTopology,
  parseKindConfig,
  parseManifests,
  parseVyosConfigBoot,
  TopologyError,
} from '../../src/index.ts'
import { refusal } from '../refusal.ts'
import { tutorial } from '../tutorial.ts'

const PARSERS = {
  kind: (text: string) => parseKindConfig(text),
  clab: (text: string) => parseClabTopology(text),
  gateway: (text: string) => parseVyosConfigBoot(text),
  workload: (text: string) => describeWorkload(parseManifests(text)),
}
const TEXTS = {
  kind: tutorial('kind.yaml'),
  clab: tutorial('clab.yaml'),
  gateway: tutorial('gw0-boot.cfg'),
  workload: tutorial('workload.yaml'),
}

/** True when the parser answers, or throws the documented error with a line for each issue. */
function behaves(parse: (text: string) => unknown, text: string): boolean {
  try {
    parse(text)
    return true
  } catch (error) {
    return (
      error instanceof TopologyError &&
      error.issues.length > 0 &&
      error.message.split('\n').length === error.issues.length
    )
  }
}

describe.for(Object.keys(PARSERS) as (keyof typeof PARSERS)[])('the parser of %s', (name) => {
  const parse = PARSERS[name]
  const original = TEXTS[name]

  const holds = (texts: fc.Arbitrary<string>): boolean =>
    !fc.check(
      fc.property(texts, (text) => behaves(parse, text)),
      { numRuns: 100 },
    ).failed

  test('takes any text', () => expect(holds(fc.string({ unit: 'binary' }))).toBe(true))

  test('takes any YAML value', () => expect(holds(fc.jsonValue().map((value) => JSON.stringify(value)))).toBe(true))

  test('takes the tutorial with a piece cut out or put in', () => {
    const position = fc.integer({ min: 0, max: original.length })
    const mutation = fc.tuple(position, fc.integer({ min: 0, max: 40 }), fc.string({ maxLength: 8 }))
    const mutated = mutation.map(([at, length, piece]) => original.slice(0, at) + piece + original.slice(at + length))
    expect(holds(mutated)).toBe(true)
  })

  test.for([
    ['brackets', '['.repeat(200_000)],
    ['braces', '{'.repeat(200_000)],
    ['list items', '- '.repeat(20_000)],
    ['quotes', '"'.repeat(100_000)],
    ['keys', Array.from({ length: 30_000 }, (_, i) => `k${i}: 1`).join('\n')],
    ['documents', '---\na\n'.repeat(20_000)],
    ['a comment', `/*${'a'.repeat(500_000)}*/`],
    ['a word', `a "${'b'.repeat(500_000)}"`],
  ] as const)('comes back from many %s', { timeout: 15_000 }, ([, text]) => {
    expect(behaves(parse, text)).toBe(true)
  })

  test('refuses a text above the size cap', () => {
    const [line] = refusal(() => parse('a'.repeat(1024 * 1024 + 1)))
    expect(line).toMatch(/:1:1 is larger than 1048576 characters; /)
  })
})

test(
  'a topology of ten thousand links to nowhere is refused soon, and the message stays readable',
  { timeout: 15_000 },
  () => {
    const nodes = Array.from({ length: 5000 }, (_, i) => `    n${i}: {kind: linux}`).join('\n')
    const links = Array.from({ length: 10_000 }, (_, i) => `  - endpoints: ["x${i}:a", "y${i}:b"]`).join('\n')
    const lines = refusal(() => parseClabTopology(`name: lab\ntopology:\n  nodes:\n${nodes}\n  links:\n${links}\n`))
    expect(lines).toHaveLength(201)
    expect(lines.at(-1)).toBe('topology and 19800 more mistakes')
  },
)

test('documents built in code may be anything too', () => {
  const context = {
    cluster: {
      name: 'lab',
      ipFamily: 'ipv4' as const,
      podSubnets: ['10.98.0.0/16'],
      podSubnet: '10.98.0.0/16',
      serviceSubnets: ['10.96.0.0/16'],
      serviceSubnet: '10.96.0.0/16',
      disableDefaultCni: true,
      nodes: [],
      notes: [],
    },
  }
  fc.assert(
    fc.property(fc.jsonValue(), (value) => behaves(() => describeFabric(value as never, context), '')),
    { numRuns: 200 },
  )
  expect(refusal(() => describeFabric({ name: 'lab', topology: { nodes: { a: null } } } as never, context))).toEqual([
    'topology topology.nodes.a.kind is required',
  ])
})

test("a key that is JavaScript's own is an unknown key like any other", () => {
  expect(
    refusal(() =>
      parseKindConfig('kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n__proto__: {}\nconstructor: 1\n'),
    ),
  ).toEqual([
    expect.stringMatching(/^kind config:3:1 __proto__ is not a known key; known: kind, apiVersion, /),
    expect.stringMatching(/^kind config:4:1 constructor is not a known key; known: /),
  ])
})
