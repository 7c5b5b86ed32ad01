import { filterPackets, readCapture, writePcapng } from '@underlay/packet'
import { expect, test } from 'vitest'
import { notedVerdicts } from '../../../src/report/noted-verdicts.ts'

const taps = ['control-plane:net0', 'gw0:eth2']

const packet = (interfaceId: number) => ({ interfaceId, timestampNs: 1n, bytes: new Uint8Array(60) })

/** A capture's file with these comments, and a packet for each tap, the second one with comments of its own. */
function kept(comments: readonly string[], ofSecond: readonly string[] = []) {
  const pcapng = writePcapng({
    comments: ['underlay lab=x', 'captured from 2026-11-25T23:00:00.000Z', ...comments],
    interfaces: taps.map((name) => ({ name, linkType: 1 })),
    packets: [packet(0), { ...packet(1), comments: ofSecond }],
  })
  return { name: '07-cross-subnet', content: readCapture(pcapng) }
}

test('what a capture says besides its verdicts is none', () => {
  expect(notedVerdicts(kept(['limited: 10 packets', 'PASSED: nothing']))).toEqual([])
})

test('a pass has the taps that it names, and finds both directions of the inner flow', () => {
  const summary =
    'control-plane:net0, gw0:eth2  ipip  10.1.5.10 → 10.1.8.10 | 10.98.81.1 → 10.98.193.193  12 packets, replies: 0'
  expect(notedVerdicts(kept([`PASS: ${summary}`]))).toEqual([
    {
      outcome: 'pass',
      summary,
      capture: '07-cross-subnet',
      taps,
      filter: 'ip.addr == 10.98.81.1 && ip.addr == 10.98.193.193',
    },
  ])
})

test('ends of IPv6 are looked for among IPv6 addresses', () => {
  const [verdict] = notedVerdicts(kept(['PASS: gw0:eth2  none  fd00:10:98::1 → fd00:10:98::40  6 packets']))
  expect(verdict).toMatchObject({
    taps: ['gw0:eth2'],
    filter: 'ipv6.addr == fd00:10:98::1 && ipv6.addr == fd00:10:98::40',
  })
})

test('a failure finds the packets that carry it', () => {
  const summary =
    'gw0:eth2  expected none, saw ipip  10.1.5.10 → 10.1.8.10 | 10.98.81.1 → 10.98.193.193  1 of 2 packets'
  const capture = kept([`FAIL: ${summary}`, 'FAIL: another'], [`FAIL: ${summary}`])
  const [failure, other] = notedVerdicts(capture)
  expect(failure).toMatchObject({ outcome: 'fail', taps: ['gw0:eth2'], filter: 'frame.number in {2}' })
  expect(filterPackets(capture.content, failure?.filter ?? '').map(({ number }) => number)).toEqual([2])
  expect(other).toEqual({ outcome: 'fail', summary: 'another', capture: '07-cross-subnet' })
})

test('ends that are places have no filter', () => {
  const [verdict] = notedVerdicts(kept(['INCONCLUSIVE: pod/app-worker → pod/app-worker2: nothing was seen']))
  expect(verdict).toEqual({
    outcome: 'inconclusive',
    summary: 'pod/app-worker → pod/app-worker2: nothing was seen',
    capture: '07-cross-subnet',
  })
})
