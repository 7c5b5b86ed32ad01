import type { Walked, WalkedHop } from '../walk/walked.ts'

/** The largest packet that passes, and what one byte more meets. */
export interface LargestPacket {
  readonly bytes: number
  readonly oneByteMore: string
}

/** The largest packet that goes all this way in one piece with "don't fragment". */
export function largestPacket({ hops }: Walked): LargestPacket {
  // Where the tunnel's packet may be sent in fragments, the sender's arrives whole.
  const limits = hops.filter(({ mayFragment, checkedBy }) => !(mayFragment && checkedBy === 'router'))
  const [first] = limits
  if (first === undefined) return { bytes: 65535, oneByteMore: 'it passes no device' }
  const limit = limits.reduce((least, hop) => (roomAt(hop) < roomAt(least) ? hop : least), first)
  return { bytes: roomAt(limit), oneByteMore: oneByteMore(limit, hops) }
}

/** The largest packet of the sender that passes a hop. */
export function roomAt({ mtuBytes, overheadBytes }: WalkedHop): number {
  return mtuBytes - overheadBytes
}

function oneByteMore(limit: WalkedHop, hops: readonly WalkedHop[]): string {
  const { tap, place, mtuBytes, overheadBytes, sender, isTunnelled, isOrigin, checkedBy } = limit
  const what = isTunnelled ? `MTU ${mtuBytes}, of which its tunnel takes ${overheadBytes}` : `MTU ${mtuBytes}`
  if (checkedBy === 'link') return `${tap} (${what}) drops it without a word: no ICMP, with or without "don't fragment"`
  const isSender = place === hops[0]?.place
  if (isSender && !isTunnelled)
    return `refused at the source: ${tap} has ${what}, so with "don't fragment" the sender gets EMSGSIZE; without, it goes in fragments`
  const error = `${place} answers ${sender} with ICMP "fragmentation needed", next-hop MTU ${mtuBytes}`
  if (!isTunnelled) return `${tap} has ${what}: ${error}; without "don't fragment" it goes on in fragments`
  if (isOrigin)
    return `${tap} has ${what}: the tunnel's packet is refused at ${place}, and its sender hears of it with the packet after`
  return `${tap} has ${what}: ${error}, a node and not the sender; the sender hears of it with the packet after, when that node has learnt the path's MTU`
}
