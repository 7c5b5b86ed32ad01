import { isCidr } from '../address/cidr.ts'
import { isIp } from '../address/ip.ts'
import { didYouMean } from '../issue/suggest.ts'
import { interfacePattern } from './interface-pattern.ts'

/** Calico's ways to find a node's address, read. */
export type Autodetection =
  | { readonly method: 'first-found' | 'kubernetes-internal-ip' }
  | { readonly method: 'interface' | 'skip-interface'; readonly matches: (name: string) => boolean }
  | { readonly method: 'cidr'; readonly cidrs: readonly string[] }
  | { readonly method: 'can-reach'; readonly destination: string }
  | { readonly method: 'fault'; readonly fault: string }

const METHODS = ['first-found', 'kubernetes-internal-ip', 'interface=', 'skip-interface=', 'cidr=', 'can-reach=']
const HOST_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/

/**
 * Reads the grammar of `IP_AUTODETECTION_METHOD`; an empty text is `first-found`.
 *
 * @see https://docs.tigera.io/calico/latest/networking/ipam/ip-autodetection
 */
export function readAutodetection(text: string): Autodetection {
  if (text === '' || text === 'first-found') return { method: 'first-found' }
  if (text === 'kubernetes-internal-ip') return { method: text }
  const equals = text.indexOf('=')
  const method = text.slice(0, equals + 1)
  const value = text.slice(equals + 1)
  if (method === 'interface=' || method === 'skip-interface=') {
    return readInterfaces(method === 'interface=' ? 'interface' : 'skip-interface', value)
  }
  if (method === 'cidr=') return readCidrs(value)
  if (method === 'can-reach=') {
    if (isIp(value) || HOST_NAME.test(value)) return { method: 'can-reach', destination: value }
    return { method: 'fault', fault: `can-reach= wants an address or a host name, not '${value}'` }
  }
  const name = method === '' ? text : method
  return { method: 'fault', fault: `'${text}' is no autodetection method${didYouMean(name, METHODS)}` }
}

/** What is wrong with an autodetection method, or undefined. */
export function autodetectionFault(text: string): string | undefined {
  const read = readAutodetection(text)
  return read.method === 'fault' ? read.fault : undefined
}

function readInterfaces(method: 'interface' | 'skip-interface', value: string): Autodetection {
  const patterns: ((name: string) => boolean)[] = []
  for (const source of split(value)) {
    const pattern = interfacePattern(source)
    if ('fault' in pattern) return { method: 'fault', fault: `${method}=: ${pattern.fault}` }
    patterns.push(pattern.matches)
  }
  return { method, matches: (name) => patterns.some((matches) => matches(name)) }
}

function readCidrs(value: string): Autodetection {
  const cidrs = split(value)
  const wrong = cidrs.find((cidr) => !isCidr(cidr))
  if (wrong === undefined) return { method: 'cidr', cidrs }
  return { method: 'fault', fault: `cidr=: '${wrong}' is not a CIDR such as 10.1.0.0/16` }
}

function split(value: string): readonly string[] {
  return value.split(',').map((part) => part.trim())
}
