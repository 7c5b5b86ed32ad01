import { u16, u8 } from '../bytes/big-endian.ts'
import type { DecodedLayer } from '../layers/decoded-layer.ts'

/**
 * Wireshark's checksum status: 0 bad, 1 good, 2 unverified (not all bytes are here), 3 not present (UDP), 4 not present
 * where there must be one (UDP over IPv6; tunnels may do without, RFC 6935).
 * Bad on a sending tap is mostly checksum offload, not corruption.
 */
export function checksumStatus(good: boolean | undefined): number {
  if (good === undefined) return 2
  return good ? 1 : 0
}

/**
 * The 16-bit ones' complement sum of the bytes, added to `initial`; 0xffff over data that includes its checksum means it is right.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1071#section-1
 */
export function onesComplementSum(bytes: Uint8Array, start: number, end: number, initial = 0): number {
  let sum = initial
  let offset = start
  for (; offset + 1 < end; offset += 2) sum += u16(bytes, offset)
  if (offset < end) sum += u8(bytes, offset) << 8
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000)
  return sum
}

/** The checksum status of a whole IPv4 payload without pseudo header, such as ICMP's. */
export function payloadStatus(layer: DecodedLayer): number {
  if (!isComplete(layer)) return checksumStatus(undefined)
  return checksumStatus(onesComplementSum(layer.bytes, layer.start, layer.end) === 0xffff)
}

/**
 * The checksum status of a transport layer, whose sum includes the addresses of the IP header before.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9293#section-3.1
 * @see https://www.rfc-editor.org/rfc/rfc8200#section-8.1
 */
export function transportStatus(layer: DecodedLayer, protocolNumber: number): number {
  const network = networkLayer(layer)
  if (network === undefined || !isComplete(layer)) return checksumStatus(undefined)
  const { bytes, start } = network
  const [first, last] = network.name === 'ip' ? [start + 12, start + 20] : [start + 8, start + 40]
  const pseudo = onesComplementSum(bytes, first, last) + protocolNumber + (layer.end - layer.start)
  return checksumStatus(onesComplementSum(layer.bytes, layer.start, layer.end, pseudo) === 0xffff)
}

/** The IP header before a transport layer. */
export function networkLayer(layer: DecodedLayer): DecodedLayer | undefined {
  for (let { outer } = layer; outer !== undefined; { outer } = outer) {
    const { name } = outer
    if (name === 'ip' || name === 'ipv6') return outer
    if (!name.startsWith('ipv6.') && name !== 'ah') return undefined
  }
  return undefined
}

function isComplete(layer: DecodedLayer): boolean {
  const network = networkLayer(layer)
  if (network === undefined || isQuoted(network)) return false
  const { bytes, start, end } = network
  if (network.name === 'ipv6') return layer.outer?.name !== 'ipv6.fraghdr' && end === start + 40 + u16(bytes, start + 4)
  const isFragment = (u16(bytes, start + 6) & 0x3fff) !== 0
  return !isFragment && end === start + u16(bytes, start + 2)
}

/** Every capture begins with a link layer, if only `raw`; what begins with IP is quoted, and its sum may be from before NAT. */
function isQuoted(layer: DecodedLayer): boolean {
  let outermost = layer
  while (outermost.outer !== undefined) outermost = outermost.outer
  return outermost.name === 'ip' || outermost.name === 'ipv6'
}
