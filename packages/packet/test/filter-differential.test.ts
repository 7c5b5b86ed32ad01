import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FilterError, decode, filterPackets, readCapture, writePcapng } from '@underlay/packet'
import type { DisplayFilter } from '@underlay/packet'
import { samples } from './build/samples.ts'
import { filters } from './filters.ts'
import { askTshark, whyNoListeners } from './tshark-filter.ts'

const missing = whyNoListeners()
if (missing !== undefined) console.warn(`skipped: ${missing}`)

const recordings = join(import.meta.dirname, 'fixtures/recordings')

// tshark counts what an ICMP error quotes as layers, which is no layer of the packet here.
const unquoted = samples.filter((sample) => decode(sample).every(({ quoted }) => quoted.length === 0))
const linkTypes = [...new Set(unquoted.map(({ linkType }) => linkType))]
const sampled = writePcapng({
  interfaces: linkTypes.map((linkType) => ({ name: `node:link${linkType}`, description: `d${linkType}`, linkType })),
  packets: unquoted.map(({ name, linkType, bytes }, index) => ({
    interfaceId: linkTypes.indexOf(linkType),
    timestampNs: BigInt(index) * 1_000_000_007n,
    bytes,
    comments: [name],
  })),
})

function ask(bytes: Uint8Array, filter: DisplayFilter | string): readonly number[] | 'refused' {
  try {
    return filterPackets(readCapture(bytes), filter).map(({ number }) => number)
  } catch (error) {
    if (error instanceof FilterError) return 'refused'
    throw error
  }
}

function compare(bytes: Uint8Array): { ours: readonly unknown[]; theirs: readonly unknown[] } {
  const theirs = askTshark(bytes, filters).map((answer, index) => [filters[index], answer])
  return { ours: filters.map((filter) => [filter, ask(bytes, filter)]), theirs }
}

describe.skipIf(missing !== undefined)(`as tshark -Y${missing === undefined ? '' : ` (${missing})`}`, () => {
  it('lets the same packets through, and refuses the same filters, over packets of all kinds', () => {
    const { ours, theirs } = compare(sampled)
    expect(ours).toEqual(theirs)
  })

  it.each(readdirSync(recordings))('lets the same packets of %s through', (name) => {
    const { ours, theirs } = compare(readFileSync(join(recordings, name)))
    expect(ours).toEqual(theirs)
  })
})
