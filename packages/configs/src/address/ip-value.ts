import { collapseIPv6Number, IPv4, IPv6 } from 'ip-num'

/** The version of the Internet protocol. */
export type IpFamily = 4 | 6

/** An address as a number of its family. */
export interface IpValue {
  readonly family: IpFamily
  readonly value: bigint
}

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`)
// A first sieve: ip-num reads more than addresses here, prefixes and zones too.
const IPV6 = /^[0-9a-f:]{2,39}$|^[0-9a-f:]{1,30}:[0-9.]{7,15}$/i
const MAPPED = 0xffffn << 32n
const KNOWN_TEXTS = 8192

// Labs ask for the same few addresses again and again, in loops over pairs, and reading one costs 10 to 30 µs.
const known = new Map<string, IpValue | undefined>()

/** Reads an address of either family, or undefined. */
export function readIp(text: string): IpValue | undefined {
  if (known.has(text)) return known.get(text)
  const value = text.includes(':') ? readIpv6(text) : readIpv4(text)
  if (known.size >= KNOWN_TEXTS) known.clear()
  if (text.length <= 45) known.set(text, value)
  return value
}

/** The canonical text: dotted decimal without leading zeros, or RFC 5952. */
export function writeIp({ family, value }: IpValue): string {
  if (family === 4) return new IPv4(value).toString()
  if (value >> 32n === 0xffffn) return `::ffff:${new IPv4(value - MAPPED).toString()}`
  return collapseIPv6Number(new IPv6(value).toString())
}

function readIpv4(text: string): IpValue | undefined {
  return IPV4.test(text) ? { family: 4, value: IPv4.fromString(text).getValue() } : undefined
}

function readIpv6(text: string): IpValue | undefined {
  const end = text.slice(text.lastIndexOf(':') + 1)
  if (!IPV6.test(text) || (end.includes('.') && !IPV4.test(end))) return undefined
  try {
    return { family: 6, value: IPv6.fromString(text).getValue() }
  } catch {
    return undefined
  }
}
