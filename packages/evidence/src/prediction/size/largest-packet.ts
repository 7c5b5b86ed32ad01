import type { Walked, WalkedHop } from '../walk/walked.ts'

/** The largest packet that passes, and what one byte more meets. */
export interface LargestPacket {
  readonly bytes: number
  readonly oneByteMore: string
}

/** The largest packet that goes all this way in one piece with "don't fragment". */
export function largestPacket({ hops }: Walked): LargestPacket {
  const limits = hops.filter((hop, index) => !passesInFragments(hop, hops.slice(0, index)))
  const [first] = limits
  if (first === undefined) return { bytes: 65535, oneByteMore: 'it passes no device' }
  const limit = limits.reduce((least, hop) => (roomAt(hop) < roomAt(least) ? hop : least), first)
  return { bytes: roomAt(limit), oneByteMore: oneByteMore(limit, hops) }
}

// A router sends the tunnel's packet in fragments where it may, and links behind it see these; the sender's arrives whole.
function passesInFragments(hop: WalkedHop, before: readonly WalkedHop[]): boolean {
  if (!hop.mayFragment) return false
  if (hop.checkedBy === 'router') return true
  const made = before.filter(({ mayFragment, checkedBy }) => mayFragment && checkedBy === 'router')
  return Math.min(...made.map(({ mtuBytes }) => mtuBytes)) <= hop.mtuBytes
}

/** The largest packet of the sender that passes a hop. */
export function roomAt({ mtuBytes, overheadBytes }: WalkedHop): number {
  return mtuBytes - overheadBytes
}

function oneByteMore(limit: WalkedHop, hops: readonly WalkedHop[]): string {
  const { tap, place, mtuBytes, overheadBytes, sender, isTunnelled, isOrigin, checkedBy, mayFragment } = limit
  const what = isTunnelled ? `MTU ${mtuBytes}, of which its tunnel takes ${overheadBytes}` : `MTU ${mtuBytes}`
  if (checkedBy === 'link') {
    const rest = mayFragment
      ? '; where br_netfilter sees what the bridge passes, the packet of the tunnel goes on in fragments'
      : ', with or without "don\'t fragment"'
    return `${tap} (${what}) drops it without a word: no ICMP${rest}`
  }
  const isIpv6 = sender.includes(':')
  const without = isIpv6 ? '' : '; without "don\'t fragment" it goes on in fragments'
  const isSender = place === hops[0]?.place
  if (isSender && !isTunnelled)
    return `refused at the source: ${tap} has ${what}, so with "don't fragment" the sender gets EMSGSIZE; without, it goes in fragments`
  const message = isIpv6 ? 'ICMPv6 "packet too big", MTU' : 'ICMP "fragmentation needed", next-hop MTU'
  const error = `${place} answers ${sender} with ${message} ${mtuBytes}`
  if (!isTunnelled) return `${tap} has ${what}: ${error}${without}`
  const told = `${hops[0]?.sender} with ${message} ${roomAt(limit)}`
  if (isOrigin && isIpip(limit)) return `${tap} has ${what}: ${place} does not wrap it, and answers ${told}`
  if (isOrigin)
    return `${tap} has ${what}: the tunnel's packet is refused at ${place}, and its sender hears of it with the packet after`
  const learns = isIpip(limit)
    ? `${wrapperOf(limit, hops)} has then learnt the path's MTU, does not wrap the packet after, and answers ${told}`
    : "the sender hears of it with the packet after, when that node has learnt the path's MTU"
  return `${tap} has ${what}: ${error}, a node and not the sender; ${learns}`
}

function isIpip({ headers }: WalkedHop): boolean {
  return headers.filter(({ name }) => name === 'ip').length > 1 && !headers.some(({ name }) => name === 'vxlan')
}

/** Where the tunnel's packet begins. */
function wrapperOf(limit: WalkedHop, hops: readonly WalkedHop[]): string | undefined {
  return hops.slice(0, hops.indexOf(limit)).findLast(({ isTunnelled, isOrigin }) => isTunnelled && isOrigin)?.place
}
