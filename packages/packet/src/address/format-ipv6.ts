import { u16, u32 } from '../bytes/big-endian.ts'
import { keptPlace, keptPlaces } from '../bytes/kept-texts.ts'
import { formatIpv4 } from './format-ipv4.ts'

// As of IPv4 the last texts are kept, each with the four words of its address.
const keptWords = new Uint32Array(4 * keptPlaces)
const keptTexts = Array.from({ length: keptPlaces }, () => '')

/**
 * The IPv6 address at `offset` in its canonical form: lower case, the longest run of zeros as `::`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5952#section-4
 */
export function formatIpv6(bytes: Uint8Array, offset: number): string {
  const [first, second] = [u32(bytes, offset), u32(bytes, offset + 4)]
  const [third, fourth] = [u32(bytes, offset + 8), u32(bytes, offset + 12)]
  const place = keptPlace(first + 3 * second + 5 * third + 7 * fourth)
  const text = keptTexts[place] ?? ''
  const word = 4 * place
  if (
    text !== '' &&
    keptWords[word] === first &&
    keptWords[word + 1] === second &&
    keptWords[word + 2] === third &&
    keptWords[word + 3] === fourth
  ) {
    return text
  }
  keptWords.set([first, second, third, fourth], word)
  return (keptTexts[place] = makeText(bytes, offset))
}

function makeText(bytes: Uint8Array, offset: number): string {
  const groups = Array.from({ length: 8 }, (_, index) => u16(bytes, offset + 2 * index))
  if (isIpv4Mapped(groups)) return `::ffff:${formatIpv4(bytes, offset + 12)}`
  // IPv4-compatible, as the C library and Wireshark print it.
  if (groups.slice(0, 6).every((group) => group === 0) && groups[6] !== 0) return `::${formatIpv4(bytes, offset + 12)}`

  const { start, length } = longestZeroRun(groups)
  const hex = groups.map((group) => group.toString(16))
  if (length < 2) return hex.join(':')
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}

function isIpv4Mapped(groups: readonly number[]): boolean {
  return groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0)
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  for (let index = 0; index < groups.length; index++) {
    if (groups[index] !== 0) start = index + 1
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start }
  }
  return best
}
