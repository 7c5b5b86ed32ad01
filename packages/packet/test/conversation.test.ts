import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  conversations,
  createConversationCounter,
  decode,
  exchanges,
  filterPackets,
  formatConversations,
  readCapture,
} from '@underlay/packet'
import type { Conversation } from '@underlay/packet'
import { captureOf } from './build/capture.ts'
import { arp, ethernet, icmpEcho, ipv4, ipv6, tcp, udp, vxlan } from './build/frames.ts'
import { text } from './build/bytes.ts'
import { skipWhile } from './skip-while.ts'
import { readWithTshark, whyNoTshark } from './tshark.ts'

const missing = whyNoTshark()
const recordings = join(import.meta.dirname, 'fixtures/recordings')
const outer = { src: '10.1.5.10', dst: '10.1.8.10', ttl: 62 }
const back = { src: '10.98.193.193', dst: '10.98.81.4' }

function linesOf(found: readonly Conversation[]): readonly string[] {
  return found.map(({ protocol, from, to, forward, reverse }) => {
    const ends = [from, to].map(({ address, port }) => `${address}${port === undefined ? '' : ` ${port}`}`).join(' > ')
    return `${protocol} ${ends}: ${forward.packets} and ${reverse.packets}`
  })
}

describe('conversations', () => {
  const capture = captureOf([
    { bytes: ethernet(0x0800, ipv4(4, ipv4(6, tcp(new Uint8Array(0), { flags: 2 })), outer)), timestampNs: 5_000_000n },
    { bytes: ethernet(0x0800, ipv4(1, icmpEcho(8, 1, text('x')))), timestampNs: 6_000_000n },
    { bytes: ethernet(0x0800, ipv4(1, icmpEcho(0, 1, text('x')), back)), timestampNs: 8_500_000n },
    {
      bytes: ethernet(
        0x0800,
        ipv4(17, udp(5000, 4789, vxlan(1, ethernet(0x86dd, ipv6(17, udp(1, 2, text('a')))))), outer),
      ),
    },
    { bytes: ethernet(0x0806, arp(1, ['02:00:0a:01:05:0a', '10.1.5.10'], ['00:00:00:00:00:00', '10.1.5.11'])) },
    { bytes: ethernet(0x0800, ipv4(1, text('fragment'), { fragment: 185 })) },
  ])

  it('are of the innermost headers, or of the outermost', () => {
    expect(linesOf(conversations(capture))).toEqual([
      'tcp 10.98.81.4 41234 > 10.98.193.193 80: 1 and 0',
      'icmp 10.98.81.4 > 10.98.193.193: 1 and 1',
      'udp fd00:10:98:81::4 1 > fd00:10:98:193::193 2: 1 and 0',
      'arp 02:00:0a:01:05:0a > 02:00:0a:01:05:0b: 1 and 0',
      'ip 10.98.81.4 > 10.98.193.193: 1 and 0',
    ])
    expect(linesOf(conversations(capture, { by: 'outer' })).slice(0, 3)).toEqual([
      'ipip 10.1.5.10 > 10.1.8.10: 1 and 0',
      'icmp 10.98.81.4 > 10.98.193.193: 1 and 1',
      'udp 10.1.5.10 5000 > 10.1.8.10 4789: 1 and 0',
    ])
  })

  it('have a start, and last from the first packet to the last, whatever the order', () => {
    const { packets } = capture
    const [first] = conversations({ packets: packets.toReversed().slice(3) })
    expect(first).toMatchObject({ startNs: 6_000_000n, durationNs: 2_500_000n, from: { address: '10.98.193.193' } })
  })

  it('are a table', () => {
    expect(formatConversations(conversations({ packets: capture.packets.slice(0, 3) })).split('\n')).toEqual([
      'Protocol  From              To                Packets →  Bytes →  ← Packets  ← Bytes     Start  Duration',
      'tcp       10.98.81.4:41234  10.98.193.193:80          1       74          0        0  0.000 ms  0.000 ms',
      'icmp      10.98.81.4        10.98.193.193             1       43          1       43  1.000 ms  2.500 ms',
    ])
    expect(formatConversations([])).toContain('Protocol')
  })

  it('are bounded when they are counted from a stream', () => {
    const counter = createConversationCounter({ maximum: 2 })
    for (const packet of [...capture.packets, ...capture.packets]) counter.add(packet, decode(packet))
    expect(linesOf(counter.list())).toEqual([
      'tcp 10.98.81.4 41234 > 10.98.193.193 80: 2 and 0',
      'icmp 10.98.81.4 > 10.98.193.193: 2 and 2',
    ])
    expect(counter.uncounted()).toBe(6)
  })
})

/** Addresses with ports, frames and bytes each way. */
function conversationsOfTshark(file: string, kind: 'udp' | 'tcp'): readonly string[] {
  const argv = ['-n', '-q', '-r', file, '-z', `conv,${kind}`]
  const output = execFileSync('tshark', argv, { encoding: 'utf8', stdio: 'pipe' })
  return output.split('\n').flatMap((line) => {
    const [, from, to, ...counts] = /^(\S+) +<-> (\S+) +(\d+) (\d+) \w+ +(\d+) (\d+) \w+ /.exec(line) ?? []
    return from === undefined ? [] : [[from, to, ...counts].join(' ')]
  })
}

function asTshark({ from, to, forward, reverse }: Conversation): string {
  const ends = [from, to].map(({ address, port }) => (port === undefined ? address : `${address}:${port}`))
  return [...ends, reverse.packets, reverse.bytes, forward.packets, forward.bytes].join(' ')
}

describe('as tshark', () => {
  beforeEach(skipWhile(missing))

  const file = join(recordings, 'cross.gw0.eth1.pcap')
  const capture = readCapture(readFileSync(file))

  it('counts conversations of TCP, and of the tunnel', () => {
    const inner = conversations({ packets: filterPackets(capture, 'tcp') })
    expect(inner.map(asTshark)).toEqual(conversationsOfTshark(file, 'tcp'))
    const tunnels = conversations(capture, { by: 'outer' })
    expect(tunnels.map(asTshark).sort()).toEqual([...conversationsOfTshark(file, 'udp')].sort())
    expect(tunnels.length).toBeGreaterThan(1)
  })

  it('pairs pings', () => {
    const theirs = readWithTshark(readFileSync(file), ['frame.number', 'icmp.resp_to', 'icmp.resptime'], [])
    const pings = exchanges(capture).filter(({ protocol }) => protocol === 'icmp')
    expect(
      pings.map(({ response, request, responseNs = 0n }) => [
        response?.number,
        request.number,
        Number(responseNs) / 1e6,
      ]),
    ).toEqual(
      theirs
        .filter((row) => row['icmp.resp_to']?.length === 1)
        .map((row) => ['frame.number', 'icmp.resp_to', 'icmp.resptime'].map((name) => Number(row[name]?.[0]))),
    )
  })
})
