import { join } from 'node:path'
import { readFileSync, readdirSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { DecodablePacket, Packet } from '@underlay/packet'
import { encode, formatRows, readCapture, summarizeAll } from '@underlay/packet'
import { recordedPackets } from './build/captures.ts'
import { baseOf, mutantOf } from './build/mutants.ts'
import { createRandom } from './build/random.ts'
import { brokenSamples, samples } from './build/samples.ts'
import { stacks } from './build/stacks.ts'
import { linkTypes } from './faults.ts'

const recordings = join(import.meta.dirname, 'fixtures/recordings')
const generated = fc.sample(stacks, { seed: 6, numRuns: 100 }).map((layers) => encode(layers))
const bases = [...samples, ...brokenSamples, ...recordedPackets, ...generated].map(baseOf)
const mutants = Array.from({ length: 150 }, (_, number) => mutantOf(createRandom(number), bases, linkTypes))

/** As a capture has them: a row says of a packet also what came before it. */
function captured(packets: readonly DecodablePacket[]): readonly Packet[] {
  return packets.map(({ bytes, linkType }, index) => ({
    number: index + 1,
    interfaceId: index % 3,
    timestampNs: 1_700_000_000_000_000_000n + BigInt(index) * 1_234_567_891n,
    capturedLength: bytes.length,
    originalLength: bytes.length + (index % 2),
    bytes,
    linkType,
  }))
}

const interfaces = [{ name: 'worker2:net0' }, {}, { name: 'gw0:eth1\u001b' }]

it('prints every packet as it was printed before', async () => {
  const tables = [
    ...readdirSync(recordings).map((name) => summarizeAll(readCapture(readFileSync(join(recordings, name))).packets)),
    ...[samples, brokenSamples, generated, mutants].map((each) => summarizeAll(captured(each), { interfaces })),
    summarizeAll(captured(samples.filter(({ name }) => name.startsWith('tcp')))),
    [],
  ]
  const text = tables.map((rows) => formatRows(rows)).join('\n\n')
  const colored = formatRows(summarizeAll(captured(samples).toReversed()), { color: true })
  await expect(`${text}\n\n${colored}\n`).toMatchFileSnapshot('fixtures/rows.txt')
})
