import { concat, text, u16, u32 } from './bytes.ts'
import { address, ethernet, ipv4, tcp } from './frames.ts'

const of = (...bytes: readonly number[]): Uint8Array => Uint8Array.from(bytes)
const nothing = new Uint8Array(0)

function bgpMessage(type: number, body: Uint8Array): Uint8Array {
  return concat(new Uint8Array(16).fill(0xff), u16(19 + body.length), of(type), body)
}

/** A segment to port 179. */
function bgpSegment(...messages: readonly Uint8Array[]): Uint8Array {
  return ethernet(0x0800, ipv4(6, tcp(concat(...messages), { dstPort: 179 })))
}

const capability = (code: number, value: Uint8Array): Uint8Array =>
  concat(of(2, value.length + 2, code, value.length), value)
const capabilities = concat(
  capability(1, of(0, 1, 0, 1)),
  capability(1, of(0, 2, 0, 1)),
  capability(2, nothing),
  capability(65, u32(64512)),
  capability(64, of(0, 120)),
  capability(70, nothing),
)
const open = bgpMessage(1, concat(of(4), u16(64512), u16(240), of(10, 1, 5, 10, capabilities.length), capabilities))
const keepalive = bgpMessage(4, nothing)

function attribute(flags: number, type: number, value: Uint8Array): Uint8Array {
  const length = (flags & 0x10) === 0 ? of(value.length) : u16(value.length)
  return concat(of(flags, type), length, value)
}

function bgpUpdate(withdrawn: Uint8Array, attributes: Uint8Array, reachable: Uint8Array): Uint8Array {
  return bgpMessage(2, concat(u16(withdrawn.length), withdrawn, u16(attributes.length), attributes, reachable))
}

const origin = attribute(0x40, 1, of(0))
const path = attribute(0x40, 2, concat(of(2, 2), u32(64512), u32(64513)))
const attributes = concat(
  origin,
  path,
  attribute(0x40, 3, of(10, 1, 5, 10)),
  attribute(0x80, 4, u32(5)),
  attribute(0x40, 5, u32(100)),
  attribute(0x40, 6, nothing),
  attribute(0xc0, 7, concat(u32(64512), of(1, 2, 3, 4))),
  attribute(0xc0, 8, concat(u16(64512), u16(7), u32(0xffffff01))),
  attribute(0x80, 9, of(1, 1, 1, 1)),
  attribute(0x80, 10, of(2, 2, 2, 2, 3, 3, 3, 3)),
)
const blocks = concat(of(26, 10, 98, 81, 0), of(24, 10, 98, 82), of(0), of(32, 1, 2, 3, 4), of(9, 10, 128))
const network6 = of(64, 0xfd, 0, 0, 0x10, 0, 0, 0, 0)
const router6 = address('fd00::1')
const family = (afi: number): Uint8Array => concat(u16(afi), of(1))
const reach6 = attribute(0x90, 14, concat(family(2), of(16), router6, of(0), network6, of(10, 0xfd, 0x40)))
const local6 = attribute(0x90, 14, concat(family(2), of(32), router6, address('fe80::1'), of(0), network6))

/** Segments of BGP sessions, by name. */
export const bgpSamples: Readonly<Record<string, Uint8Array>> = {
  'bgp open': bgpSegment(open),
  'bgp open and keepalive': bgpSegment(open, keepalive),
  'bgp keepalives': bgpSegment(...Array.from({ length: 40 }, () => keepalive)),
  'bgp update': bgpSegment(bgpUpdate(concat(of(24, 10, 1, 2), of(32, 9, 9, 9, 9)), attributes, blocks)),
  'bgp end of routes': bgpSegment(bgpUpdate(nothing, nothing, nothing)),
  'bgp update of ipv6': bgpSegment(bgpUpdate(nothing, concat(origin, path, reach6), nothing)),
  'bgp update by a link-local router': bgpSegment(bgpUpdate(nothing, local6, nothing)),
  'bgp withdrawal of ipv6': bgpSegment(bgpUpdate(nothing, attribute(0x90, 15, concat(family(2), network6)), nothing)),
  'bgp of two-byte numbers': bgpSegment(
    bgpUpdate(nothing, attribute(0x40, 2, concat(of(2, 2), u16(64512), u16(64513))), of(8, 10)),
  ),
  'bgp of a set': bgpSegment(
    bgpUpdate(nothing, attribute(0x40, 2, concat(of(2, 1), u32(1), of(1, 2), u32(2), u32(3))), of(8, 10)),
  ),
  'bgp of several updates': bgpSegment(bgpUpdate(nothing, attributes, blocks), bgpUpdate(of(8, 11), nothing, nothing)),
  'bgp notification': bgpSegment(bgpMessage(3, of(6, 2, 1, 2))),
  'bgp notification of the hold timer': bgpSegment(bgpMessage(3, of(4, 0))),
  'bgp route refresh': bgpSegment(bgpMessage(5, of(0, 1, 0, 1))),
  'bgp inside of a message': bgpSegment(text('what an update goes on with')),
}
