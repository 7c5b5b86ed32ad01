import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { FilterError, filterPackets, readCapture, writePcapng } from '@underlay/packet'
import type { DisplayFilter } from '@underlay/packet'
import { samples } from './build/samples.ts'
import { comparedFields } from './compared-fields.ts'
import { generatedFilters } from './generated-filters.ts'
import { filters } from './filters.ts'
import { skipWhile } from './skip-while.ts'
import { askTshark, whyNoListeners } from './tshark-filter.ts'

const missing = whyNoListeners()

const recordings = join(import.meta.dirname, 'fixtures/recordings')

// Of what a redirect quotes, tshark shows no data; and several messages in a segment are one layer, `#1`, to it.
const different = [
  'icmp redirect',
  'bgp open and keepalive',
  'bgp keepalives',
  'bgp of several updates',
  'dns over tcp, two',
]
const compared = samples.filter(({ name }) => !different.includes(name))
const linkTypes = [...new Set(compared.map(({ linkType }) => linkType))]
const sampled = writePcapng({
  interfaces: linkTypes.map((linkType) => ({ name: `node:link${linkType}`, description: `d${linkType}`, linkType })),
  packets: compared.map(({ name, linkType, bytes }, index) => ({
    interfaceId: linkTypes.indexOf(linkType),
    timestampNs: BigInt(index) * 1_000_000_007n,
    bytes,
    comments: [name],
  })),
})

function ask(bytes: Uint8Array, filter: DisplayFilter | string): readonly number[] | 'refused' {
  try {
    // As tshark does: what an ICMP error quotes counts.
    return filterPackets(readCapture(bytes), filter, { quotations: true }).map(({ number }) => number)
  } catch (error) {
    if (error instanceof FilterError) return 'refused'
    throw error
  }
}

/** What each filter lets through: those only of which tshark says something else. */
function findDifferences(bytes: Uint8Array, given: readonly string[]): readonly object[] {
  const theirs = askTshark(bytes, given)
  return given.flatMap((filter, index) => {
    const ours = ask(bytes, filter)
    return String(ours) === String(theirs[index]) ? [] : [{ filter, ours, theirs: theirs[index] }]
  })
}

describe('as tshark -Y', () => {
  beforeEach(skipWhile(missing))

  it('lets the same packets through, and refuses the same filters, over packets of all kinds', () => {
    expect(findDifferences(sampled, filters)).toEqual([])
  })

  it.each(readdirSync(recordings))('lets the same packets of %s through', (name) => {
    expect(findDifferences(readFileSync(join(recordings, name)), filters)).toEqual([])
  })

  const count = Number(process.env['UNDERLAY_GENERATED_FILTERS'] ?? 300)
  it(`agrees on ${count} generated filters`, { timeout: 600_000 }, () => {
    const seed = count === 300 ? 6 : Date.now()
    const generated = fc.sample(generatedFilters(compared, comparedFields), { numRuns: count, seed })
    const batches = Array.from({ length: Math.ceil(count / 500) }, (_, index) =>
      generated.slice(500 * index, 500 * index + 500),
    )
    expect(batches.flatMap((batch) => findDifferences(sampled, batch)).slice(0, 20)).toEqual([])
    expect(generated.filter((filter) => ask(sampled, filter).length > 0).length).toBeGreaterThan(count / 3)
  })
})
