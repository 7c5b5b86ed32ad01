import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exists, readCapture, where } from '@underlay/packet'
import { expect, test } from 'vitest'
import { formatCapture } from '../../../src/capture/format-capture.ts'

function recorded(name: string, interfaceId: number) {
  const bytes = readFileSync(join(import.meta.dirname, '../../fixtures/recordings', name))
  return readCapture(bytes).packets.map((packet) => ({ ...packet, interfaceId }))
}

const taps = ['gw0:eth1', 'gw0:eth2']
const capture = {
  interfaces: taps.map((tap, id) => ({ id, tap, linkType: 1, dropped: 0 })),
  packets: [...recorded('cross.gw0.eth1.pcap', 0), ...recorded('cross.gw0.eth2.pcap', 1)].map((packet, index) => ({
    ...packet,
    number: index + 1,
  })),
}

const numbersOf = (table: string): readonly string[] =>
  table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(' ')[0] ?? '')

test('prints all taps, or one', () => {
  expect(numbersOf(formatCapture(capture))).toHaveLength(32)
  expect(numbersOf(formatCapture(capture, 'gw0:eth2'))).toHaveLength(16)
  expect(formatCapture(capture, { at: 'gw0:eth2' })).toBe(formatCapture(capture, 'gw0:eth2'))
})

test('a filter leaves packets out, and changes no line of the others', () => {
  const all = formatCapture(capture)
  const filtered = formatCapture(capture, { filter: 'icmp.type == 8 && icmp.seq == 2' })
  expect(numbersOf(filtered)).toHaveLength(2)
  expect(all.split('\n')).toEqual(expect.arrayContaining(filtered.split('\n')))
  const flags = formatCapture(capture, { at: 'gw0:eth1', filter: 'tcp.flags.syn == 1' })
  expect(flags).toContain('[SYN, ACK] Seq=0 Ack=1')
})

test('a filter knows the taps', () => {
  const filter = where('frame.interface_name').equals('gw0:eth2').and(exists('icmp'))
  expect(formatCapture(capture, { filter })).toBe(
    formatCapture(capture, { filter: 'icmp && frame.interface_name == "gw0:eth2"' }),
  )
  expect(() => formatCapture(capture, { filter: 'icpm' })).toThrow('did you mean icmp?')
})
