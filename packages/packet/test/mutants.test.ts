import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DisplayFilter, Packet } from '@underlay/packet'
import {
  conversations,
  createCaptureStream,
  createReassembler,
  decode,
  encode,
  exchanges,
  formatConversations,
  formatExchanges,
  formatRows,
  parseFilter,
  readCapture,
  sightings,
  summarizeAll,
  writePcap,
  writePcapng,
} from '@underlay/packet'
import { recordedPackets } from './build/captures.ts'
import { baseOf, fileMutantOf, mutantOf } from './build/mutants.ts'
import { createRandom } from './build/random.ts'
import { brokenSamples, samples } from './build/samples.ts'
import { stacks } from './build/stacks.ts'
import { findEncodeFaults, findFaults, linkTypes, readAllFields, readOrRefuse } from './faults.ts'

/**
 * Mutants of packets and capture files, each made from its number alone, so that one that is found can be made again.
 *
 *     UNDERLAY_MUTANTS=1000000 npx vitest run packages/packet/test/mutants.test.ts
 *     UNDERLAY_MUTANTS=1 UNDERLAY_MUTANTS_FROM=123456 npx vitest run packages/packet/test/mutants.test.ts
 *
 * The first is the whole of it, about five minutes; the second is one of them. What was found is kept in corpus/.
 */
const count = Number(process.env['UNDERLAY_MUTANTS'] ?? 10_000)
const first = Number(process.env['UNDERLAY_MUTANTS_FROM'] ?? 0)
const captureSize = 100
const timeout = 20_000 + 2 * count

const generated = fc.sample(stacks, { seed: 9, numRuns: 200 }).map((layers) => encode(layers))
const bases = [...samples, ...brokenSamples, ...recordedPackets, ...generated].map(baseOf)

const recorded = recordedPackets
  .slice(0, 4)
  .map(({ bytes }) => ({ interfaceId: 0, timestampNs: 1n, bytes, comments: ['x'] }))
const files = [
  writePcap({ linkType: 1, packets: recorded }),
  writePcapng({ comments: ['c'], interfaces: [{ name: 'n:e', linkType: 1 }], packets: recorded }),
]

const filters: readonly DisplayFilter[] = [
  'ip.src#1 == 10.1.0.0/16 && count(ip) >= 2',
  'frame.protocols contains "ip:ip" or not icmp',
  'tcp.port in {80, 443} || udp.port > 1000',
  'data.data matches "75(6e)+"',
  'eth.src[0:3] == 02:00:0a && ip.ttl + 1 > ip.hdr_len * 2',
  'any ip.addr == 10.98.81.4 && all ip.ttl < 65',
].map((text) => parseFilter(text))

/** 'ok', or what is wrong with the mutant of this number, and its bytes. */
function judge(number: number): string {
  const mutant = mutantOf(createRandom(number), bases, linkTypes)
  try {
    const faults = [...findFaults(mutant), ...findEncodeFaults(mutant)]
    const layers = decode(mutant)
    for (const filter of filters) filter.matches(layers)
    if (number % 100 === 0) readAllFields(mutant)
    if (faults.length === 0) return 'ok'
    return `mutant ${number}: ${faults.join(', ')} ${describeBytes(mutant)}`
  } catch (error) {
    throw new Error(`mutant ${number} throws: ${describeBytes(mutant)}`, { cause: error })
  }
}

function describeBytes({ bytes, linkType }: { bytes: Uint8Array; linkType: number }): string {
  return `link type ${linkType}: ${Buffer.from(bytes).toString('hex')}`
}

/** The packets of a mutant of a capture file, the same whole and in pieces; or the documented error. */
function readFile(number: number): string {
  const random = createRandom(number)
  const file = fileMutantOf(random, random.pick(files))
  let [whole, streamed] = ['', '']
  const outcome = readOrRefuse(() => {
    whole = describeAll(readCapture(file).packets)
  })
  const size = 1 + random.below(file.length + 1)
  const inPieces = readOrRefuse(() => {
    const stream = createCaptureStream()
    for (let start = 0; start < file.length; start += size)
      streamed += describeAll(stream.push(file.slice(start, start + size)))
    stream.end()
  })
  if (outcome === inPieces && (outcome === 'refused' || whole === streamed)) return outcome
  return `mutant ${number}: ${outcome} whole, ${inPieces} in pieces of ${size}: ${Buffer.from(file).toString('hex')}`
}

function describeAll(packets: readonly Packet[]): string {
  return packets
    .map(
      ({ bytes, linkType, timestampNs }) =>
        `${timestampNs} ${describeBytes({ bytes, linkType })} ${decode({ bytes, linkType }).length};`,
    )
    .join('')
}

/** What is asked of a whole capture, here of mutants; every packet must be accounted for. */
function askCapture(start: number): string {
  const packets = Array.from({ length: captureSize }, (_, index): Packet => {
    const { bytes, linkType } = mutantOf(createRandom(start + index), bases, linkTypes)
    const lengths = { capturedLength: bytes.length, originalLength: bytes.length }
    return { number: index + 1, interfaceId: index % 3, timestampNs: BigInt(index), ...lengths, linkType, bytes }
  })
  const capture = { packets }
  const [inner, outer] = [conversations(capture), conversations(capture, { by: 'outer' })]
  const asked = exchanges(capture)
  const text = [
    formatConversations(inner),
    formatConversations(outer),
    formatExchanges(asked),
    formatRows(summarizeAll(packets)),
  ]
  const seen = sightings(capture).flat().length
  const reassembler = createReassembler()
  const wrong = packets.flatMap((packet) => {
    const whole = reassembler.push(packet)?.packet
    return whole === undefined ? [] : findFaults(whole)
  })
  return text.every((each) => each !== '') && seen <= packets.length && wrong.length === 0
    ? 'asked'
    : `captures from mutant ${start}`
}

function verdictsOf(step: number, verdict: (number: number) => string): ReadonlySet<string> {
  const verdicts = new Set<string>()
  for (let number = first; number < first + count; number++) if (number % step === 0) verdicts.add(verdict(number))
  return verdicts
}

describe(`${count} mutants`, () => {
  it('of packets: nothing throws, and what is well-formed is encoded to the same bytes', { timeout }, () => {
    expect(bases.length).toBeGreaterThan(400)
    expect([...verdictsOf(1, judge)]).toEqual(['ok'])
  })

  it('of capture files, one for ten of packets: PcapFormatError or nothing, the same in pieces', { timeout }, () => {
    const verdicts = [...verdictsOf(10, readFile)]
    expect(verdicts.filter((verdict) => verdict !== 'read' && verdict !== 'refused')).toEqual([])
  })

  it('in captures of 100, one mutant of ten: rows, conversations, exchanges, sightings, fragments', { timeout }, () => {
    expect([...verdictsOf(10 * captureSize, askCapture)]).toEqual(count < captureSize ? [] : ['asked'])
  })
})
