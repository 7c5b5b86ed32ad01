import { field } from '@underlay/packet'
import { canonical } from '../flow/canonical.ts'
import { findBytes } from '../flow/find-bytes.ts'
import type { PathQuery } from './find-path.ts'
import { isQuoting, quotesPacket } from './icmp-errors.ts'
import { innerTtl, type Sighting } from './sighting.ts'

/** The packet to follow, at the tap where it begins. */
export function chooseRequest(
  all: readonly Sighting[],
  { from, to, mark, addresses = { from, to }, sourcePort }: PathQuery,
  start: string | undefined,
): Sighting | undefined {
  const requests = all.filter((each) => !isQuoting(each) && !isEchoReply(each) && isWanted(each))
  const own = requests.filter(({ place }) => place === start)
  if (own.length > 0) return own[0]
  return requests.toSorted((a, b) => innerTtl(b) - innerTtl(a))[0]

  function isWanted(each: Sighting): boolean {
    const inner = each.headers.at(-1) ?? each.headers[0]
    if (mark !== undefined) return findBytes(each.packet.bytes, mark, inner.start + inner.length)
    const [source = '', port] = each.ends.src.split(' ')
    if (sourcePort !== undefined && port !== String(sourcePort)) return false
    return source === canonical(addresses.from) && addressOf(each.ends.dst) === canonical(addresses.to)
  }
}

/** All sightings of the same packet. An answer with the same payload, as an echo server gives it, is another one. */
export function sightingsOfPacket(packet: Sighting, all: readonly Sighting[]): readonly Sighting[] {
  const backwards = new Set([`${packet.ends.dst} ${packet.ends.src}`])
  const same = all.filter(({ identity }) => identity === packet.identity)
  return same.filter(({ ends }) => {
    if (backwards.has(`${ends.src} ${ends.dst}`)) return false
    backwards.add(`${ends.dst} ${ends.src}`)
    return true
  })
}

/** What answers a packet: its echo, the first segment or datagram back, or the receiver's own word that nobody will. */
export function chooseReply(sightings: readonly Sighting[], all: readonly Sighting[]): Sighting | undefined {
  const [request] = sightings
  if (request === undefined) return undefined
  const backwards = new Set(sightings.map(({ ends }) => `${ends.dst} ${ends.src}`))
  const reply = all.find((each) => !isQuoting(each) && answers(each, request, backwards))
  if (reply !== undefined) return reply
  const receivers = new Set(sightings.map(({ ends }) => addressOf(ends.dst)))
  const senders = new Set(sightings.map(({ ends }) => addressOf(ends.src)))
  const isFromReceiver = ({ ends }: Sighting): boolean =>
    receivers.has(addressOf(ends.src)) && senders.has(addressOf(ends.dst))
  const isLater = ({ packet }: Sighting): boolean =>
    sightings.some((sighting) => sighting.packet.timestampNs <= packet.timestampNs)
  return all.find((each) => isFromReceiver(each) && isLater(each) && quotesPacket(each, sightings))
}

function answers(each: Sighting, request: Sighting, backwards: ReadonlySet<string>): boolean {
  if (isEcho(request)) return isEchoReply(each) && echoOf(each) === echoOf(request)
  if (!backwards.has(`${each.ends.src} ${each.ends.dst}`)) return false
  const sequence = innerField(request, 'tcp.seq_raw')
  if (sequence === undefined || innerField(each, 'tcp.flags.reset') === true) return true
  const length = Number(innerField(request, 'tcp.len')) + (innerField(request, 'tcp.flags.syn') === true ? 1 : 0)
  // Sequence numbers go round.
  const beyond = (Number(innerField(each, 'tcp.ack_raw')) - Number(sequence)) >>> 0
  return beyond >= length && beyond < 0x80000000
}

function innerField({ layers }: Sighting, name: string) {
  const start = layers.findLastIndex((layer) => layer.name === 'ip' || layer.name === 'ipv6')
  return field(layers.slice(start), name)
}

function isEcho(each: Sighting): boolean {
  return innerField(each, 'icmp.type') === 8 || innerField(each, 'icmpv6.type') === 128
}

function isEchoReply(each: Sighting): boolean {
  return innerField(each, 'icmp.type') === 0 || innerField(each, 'icmpv6.type') === 129
}

/** What an echo request and its reply have in common. */
function echoOf(each: Sighting): string {
  return `${innerField(each, 'icmp.seq') ?? innerField(each, 'icmpv6.echo.sequence_number')} ${each.payload}`
}

function addressOf(end: string): string {
  return end.split(' ')[0] ?? end
}
