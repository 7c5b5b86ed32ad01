import { u16, u32, u8 } from '../bytes/big-endian.ts'
import { formatHex } from '../bytes/hex.ts'
import type { DecodedLayer } from '../layers/decoded-layer.ts'

/** A piece of an IP packet, as one captured packet carries it. */
export interface Fragment {
  /** The same for all fragments of a packet. */
  readonly key: string
  /** The headers before the fragment's bytes, without IPv6's fragment header. */
  readonly header: Uint8Array
  /** Where in `header` the number of what follows stands, and that number. */
  readonly nextOffset: number
  readonly next: number
  /** Where the piece belongs in the packet's payload. */
  readonly offset: number
  readonly isLast: boolean
  readonly payload: Uint8Array
}

/**
 * The outermost fragment among a packet's layers; undefined when there is none, or when not all of it was captured.
 *
 * @see https://www.rfc-editor.org/rfc/rfc791#section-2.3
 * @see https://www.rfc-editor.org/rfc/rfc8200#section-4.5
 */
export function findFragment(layers: readonly DecodedLayer[]): Fragment | undefined {
  for (const [index, layer] of layers.entries()) {
    if (layer.name === 'ip' && isFragment(u16(layer.bytes, layer.start + 6))) return ofIpv4(layer)
    if (layer.name === 'ipv6.fraghdr') return ofIpv6(layers, index)
  }
  return undefined
}

function isFragment(flagsAndOffset: number): boolean {
  return (flagsAndOffset & 0x3fff) !== 0
}

function ofIpv4({ bytes, start, length, end }: DecodedLayer): Fragment | undefined {
  if (end !== start + u16(bytes, start + 2)) return undefined
  const flagsAndOffset = u16(bytes, start + 6)
  const next = u8(bytes, start + 9)
  return {
    key: `4 ${formatHex(bytes, start + 12, start + 20, '')} ${u16(bytes, start + 4)} ${next}`,
    header: bytes.slice(start, start + length),
    nextOffset: 9,
    next,
    offset: (flagsAndOffset & 0x1fff) * 8,
    isLast: (flagsAndOffset & 0x2000) === 0,
    payload: bytes.subarray(start + length, end),
  }
}

function ofIpv6(layers: readonly DecodedLayer[], index: number): Fragment | undefined {
  const extension = layers[index]
  const first = layers.slice(0, index).findLastIndex(({ name }) => name === 'ipv6')
  const before = layers[index - 1]
  const network = layers[first]
  if (extension === undefined || network === undefined || before === undefined) return undefined
  const { bytes, start } = extension
  if (extension.end !== network.start + 40 + u16(bytes, network.start + 4)) return undefined
  return {
    key: `6 ${formatHex(bytes, network.start + 8, network.start + 40, '')} ${u32(bytes, start + 4)}`,
    header: bytes.slice(network.start, start),
    nextOffset: before.start - network.start + (before === network ? 6 : 0),
    next: u8(bytes, start),
    offset: u16(bytes, start + 2) & 0xfff8,
    isLast: (u8(bytes, start + 3) & 1) === 0,
    payload: bytes.subarray(start + 8, extension.end),
  }
}
