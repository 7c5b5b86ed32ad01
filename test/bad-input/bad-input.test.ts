import { describe, expect, test } from 'vitest'
import { type BadInput, thrownBy } from './bad-input.ts'
import { captures } from './captures.ts'
import { filters } from './filters.ts'
import { gateways } from './gateways.ts'
import { kindConfigs } from './kind-configs.ts'
import { manifests } from './manifests.ts'
import { names } from './names.ts'
import { notebooks } from './notebooks.ts'
import { programs } from './programs.ts'
import { topologies } from './topologies.ts'
import { yamlTexts } from './yaml-texts.ts'

const all: Readonly<Record<string, readonly BadInput[]>> = {
  'YAML of a stranger': yamlTexts,
  'a kind config': kindConfigs,
  'a topology': topologies,
  "a gateway's configuration": gateways,
  'a manifest': manifests,
  'a capture file': captures,
  'a display filter': filters,
  'a name or number': names,
  "a notebook's file": notebooks,
  "a program's output": programs,
}

// A loaded machine with two cores; what was fixed took ten times as long.
const LONGEST_MS = 8000

describe.for(Object.entries(all))('%s', ([, inputs]) => {
  test.for(inputs)('$title', { timeout: 2 * LONGEST_MS }, async ({ give, error, place, says, fix }) => {
    const begun = performance.now()
    const thrown = await thrownBy(give)
    const tookMs = performance.now() - begun
    expect(thrown.name).toBe(error)
    expect(thrown.message).toContain(place)
    expect(thrown.message).toContain(says)
    expect(thrown.message).toContain(fix ?? '')
    // Whatever was quoted: no terminal obeys it, and it is no flood.
    expect(thrown.message).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    expect(thrown.message.length).toBeLessThan(30_000)
    expect(tookMs).toBeLessThan(LONGEST_MS)
  })
})

test('the table has at least sixty kinds, each once', () => {
  const titles = Object.entries(all).flatMap(([what, inputs]) => inputs.map(({ title }) => `${what}: ${title}`))
  expect(titles.length).toBeGreaterThanOrEqual(60)
  expect(new Set(titles).size).toBe(titles.length)
})
