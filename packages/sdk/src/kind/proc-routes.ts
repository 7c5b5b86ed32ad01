import type { HostRoute } from './host-facts.ts'

/**
 * Reads `/proc/net/route`: hexadecimal numbers in the machine's byte order, taken to be little-endian. Lines that are no
 * route are left out.
 *
 * @example
 * ```ts
 * parseProcRoutes('eth0\t000012AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0')
 * // [{ destination: '172.18.0.0/16', device: 'eth0' }]
 * ```
 * @see https://github.com/torvalds/linux/blob/master/net/ipv4/fib_trie.c
 */
export function parseProcRoutes(text: string): readonly HostRoute[] {
  return text.split('\n').flatMap((line) => {
    const [device = '', destination = '', , , , , , mask = ''] = line.trim().split(/\s+/)
    if (!hex.test(destination) || !hex.test(mask)) return []
    return [{ destination: `${addressOf(destination)}/${prefixLengthOf(mask)}`, device }]
  })
}

const hex = /^[0-9A-Fa-f]{8}$/

function addressOf(word: string): string {
  return [...Buffer.from(word, 'hex')].toReversed().join('.')
}

function prefixLengthOf(word: string): number {
  return Number.parseInt(word, 16).toString(2).replaceAll('0', '').length
}
