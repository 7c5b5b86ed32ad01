import { readCapture, writePcapng } from '@underlay/packet'
import { expect, test } from 'vitest'
import { chooseCaptures, titleOf } from '../../../src/report/choose-captures.ts'

const file = (name: string, startedAt?: string, sizeBytes = 1000) => ({ name, path: name, sizeBytes, startedAt })
const files = [
  file('late', '2026-11-25T23:00:02.000Z'),
  file('foreign'),
  file('early', '2026-11-25T23:00:01.000Z'),
  file('huge', '2026-11-25T23:00:01.000Z', 16 * 1024 * 1024 + 1),
]
const names = (since?: string) => {
  const { shown, tooLarge } = chooseCaptures(files, since)
  return [shown, tooLarge].map((some) => some.map(({ name }) => name))
}

test('all captures, in the order in which they began; those that no page holds apart', () => {
  expect(names()).toEqual([['foreign', 'early', 'late'], ['huge']])
})

test('those of an earlier run are left out, whatever time zone its start is in', () => {
  expect(names('2026-11-25T23:00:01.000Z')).toEqual([['early', 'late'], ['huge']])
  expect(names('2026-11-26T00:00:01.500+01:00')).toEqual([['late'], []])
  expect(names('2026-11-25T23:00:03.000Z')).toEqual([[], []])
})

test.for([
  ['1 packet at a:net0', ['a:net0']],
  ['2 packets at a:net0, b:net0', ['a:net0', 'b:net0']],
  ['4 packets at 4 interfaces', ['a:0', 'a:1', 'a:2', 'a:3']],
] as const)('a title of its own: %s', ([title, taps]) => {
  const packets = taps.map((_, interfaceId) => ({ interfaceId, timestampNs: 1n, bytes: new Uint8Array(60) }))
  const pcapng = writePcapng({ interfaces: taps.map((name) => ({ name, linkType: 1 })), packets })
  expect(titleOf(readCapture(pcapng))).toBe(title)
})
