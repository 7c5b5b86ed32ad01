import { parseAddress } from '@underlay/packet'

/** An address with the length of its network's prefix: `10.1.5.10/24`. */
export interface Cidr {
  readonly address: Uint8Array
  /** 0–32, or 0–128 for IPv6. */
  readonly prefixLength: number
}

/**
 * Parses `10.1.5.10/24`; an address alone is a /32 (or /128). Undefined when it is neither.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4632#section-3.1
 */
export function parseCidr(text: string): Cidr | undefined {
  const [addressText = '', prefixText, ...rest] = text.split('/')
  const address = parseAddress(addressText)
  if (address === undefined || rest.length > 0) return undefined
  const bits = address.length * 8
  if (prefixText === undefined) return { address, prefixLength: bits }
  const prefixLength = /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : Number.NaN
  return prefixLength <= bits ? { address, prefixLength } : undefined
}

/** Whether the network of a CIDR contains an address; never across IP versions. */
export function containsAddress({ address, prefixLength }: Cidr, other: Uint8Array): boolean {
  if (address.length !== other.length) return false
  return address.every((byte, index) => {
    const bits = Math.min(8, Math.max(0, prefixLength - 8 * index))
    const mask = (0xff << (8 - bits)) & 0xff
    return (byte & mask) === ((other[index] ?? 0) & mask)
  })
}
