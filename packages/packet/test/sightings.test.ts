import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCapture, sightings } from '@underlay/packet'
import type { SightingOptions } from '@underlay/packet'
import { text } from './build/bytes.ts'
import type { GivenPacket } from './build/capture.ts'
import { captureOf } from './build/capture.ts'
import { arp, ethernet, icmpEcho, ipv4, tcp, udp } from './build/frames.ts'

/** Tap and number of each packet, one line for each that was recognised. */
function seen(given: readonly GivenPacket[], options?: SightingOptions): readonly string[] {
  return sightings(captureOf(given), options).map((sighting) =>
    sighting.map(({ packet }) => `${packet.interfaceId}:${packet.number}`).join(' '),
  )
}

const at = (interfaceId: number, packet: Uint8Array): GivenPacket => ({ interfaceId, bytes: ethernet(0x0800, packet) })
const ping = (ttl: number, payload = 'mark mark', more = {}): Uint8Array =>
  ipv4(1, icmpEcho(8, 1, text(payload)), { ttl, ...more })
const tunnel = (ttl: number, packet: Uint8Array): Uint8Array =>
  ipv4(4, packet, { src: '10.1.5.10', dst: '10.1.8.10', ttl, id: ttl })
const synAck = tcp(new Uint8Array(0), { flags: 0x12 })

describe('the same packet', () => {
  it('is recognised at every tap of its way, inside of a tunnel and behind routers', () => {
    const way = [
      at(0, ping(64)),
      at(1, ping(63)),
      at(2, tunnel(63, ping(63))),
      at(3, tunnel(62, ping(63))),
      at(4, ping(62)),
    ]
    expect(seen(way)).toEqual(['0:1 1:2 2:3 3:4 4:5'])
  })

  it('is recognised in recordings of a whole path', () => {
    const taps = ['cross.control-plane.tunnel', 'cross.control-plane.net0', 'cross.gw0.eth1', 'cross.gw0.eth2']
    const packets = taps.flatMap((name, interfaceId) => {
      const bytes = readFileSync(join(import.meta.dirname, `fixtures/recordings/${name}.pcap`))
      return readCapture(bytes).packets.map((packet) => ({ ...packet, interfaceId }))
    })
    const found = sightings({ packets })
    expect(found).toHaveLength(16)
    expect(found.every((each) => each.map(({ packet }) => packet.interfaceId).join() === '0,1,2,3')).toBe(true)
  })

  it('is another one when a tap sees it twice alike: retransmissions of a SYN-ACK have id 0', () => {
    const [near, far] = [ipv4(6, synAck, { ttl: 64, id: 0 }), ipv4(6, synAck, { ttl: 62, id: 0 })]
    expect(seen([at(0, near), at(1, far), at(0, near), at(1, far)])).toEqual(['0:1 1:2', '0:3 1:4'])
    expect(seen([at(0, near), at(0, near), at(1, far), at(1, far)])).toEqual(['0:1 1:3', '0:2 1:4'])
  })

  it('is the same on its way back through a tap', () => {
    expect(seen([at(0, ping(64)), at(0, ping(63)), at(1, ping(63))])).toEqual(['0:1 0:2 1:3'])
    expect(seen([at(0, ping(63)), at(0, tunnel(63, ping(63)))])).toEqual(['0:1 0:2'])
  })

  it('is told from a ping with another payload, id, number or direction', () => {
    const others = [
      ping(64, 'other one'),
      ping(64, 'mark mark', { id: 7 }),
      ipv4(1, icmpEcho(8, 2, text('mark mark'))),
      ipv4(1, icmpEcho(0, 1, text('mark mark'))),
    ]
    expect(seen([at(0, ping(64)), ...others.map((packet) => at(1, packet))])).toHaveLength(5)
  })

  it('is recognised where one tap kept less of it', () => {
    const whole = ethernet(0x0800, ping(64, 'mark mark mark mark'))
    expect(
      seen([{ bytes: whole }, { bytes: whole.slice(0, 48), interfaceId: 1, originalLength: whole.length }]),
    ).toEqual(['0:1 1:2'])
  })

  it('is recognised with a tag, and with padding', () => {
    const packet = ping(64, 'x')
    const padded = Uint8Array.from([...ethernet(0x0800, packet), ...new Uint8Array(17)])
    expect(
      seen([at(0, packet), { bytes: padded, interfaceId: 1 }, { bytes: packet, linkType: 101, interfaceId: 2 }]),
    ).toEqual(['0:1 1:2 2:3'])
  })

  it('of ARP is recognised across a bridge', () => {
    const bytes = ethernet(0x0806, arp(1, ['02:00:0a:01:05:0a', '10.1.5.10'], ['00:00:00:00:00:00', '10.1.5.11']))
    expect(seen([{ bytes }, { bytes, interfaceId: 1 }, { bytes }])).toEqual(['0:1 1:2', '0:3'])
  })
})

describe('behind NAT', () => {
  const natted = { src: '10.1.5.10', dst: '10.98.193.193' }
  const before = at(0, ipv4(17, udp(5000, 80, text('a random mark'))))
  const after = at(1, ipv4(17, udp(61000, 8080, text('a random mark')), natted))
  const other = at(1, ipv4(17, udp(5000, 80, text('something else'))))

  it('the packet is another one without a mark, and the same with one', () => {
    expect(seen([before, after, other])).toEqual(['0:1', '1:2', '1:3'])
    expect(seen([before, after, other], { mark: text('random mark') })).toEqual(['0:1 1:2'])
  })

  it('a mark is looked for behind the headers only', () => {
    expect(seen([before], { mark: Uint8Array.of(10, 98, 81, 4) })).toEqual([])
  })
})

it('ends in time for a flood of the same packet', () => {
  const flood = Array.from({ length: 20_000 }, () => at(0, ping(64)))
  expect(seen(flood)).toHaveLength(20_000)
})
