import { isIpv4Cidr } from '../address/cidr.ts'
import { isIpv4 } from '../address/ip.ts'

/** What an `ip` command says about a node's addresses and its default route. */
export type IpCommand =
  | { readonly type: 'address'; readonly address: string; readonly interface: string }
  | { readonly type: 'default-route'; readonly via: string; readonly onlink: boolean }
  | { readonly type: 'fault'; readonly message: string }
  | { readonly type: 'other' }

const VERBS = ['add', 'replace', 'change', 'append']
const OTHER: IpCommand = { type: 'other' }

/** Understands `ip addr add|replace … dev …` and `ip route add|replace default via …`, in iproute2's abbreviations too. */
export function readIpCommand(argv: readonly string[]): IpCommand {
  const [program = '', ...rest] = argv
  if (program.split('/').at(-1) !== 'ip') return OTHER
  const [object = '', verb = '', ...words] = rest.filter((word, index) => index > 0 || word !== '-4')
  if (verb === '' || !VERBS.some((known) => known.startsWith(verb))) return OTHER
  if (object !== '' && 'address'.startsWith(object)) return readAddress(words)
  return object !== '' && 'route'.startsWith(object) ? readRoute(words) : OTHER
}

function readAddress(words: readonly string[]): IpCommand {
  const device = words.indexOf('dev')
  const name = device < 0 ? undefined : words[device + 1]
  const written = words.find((word, index) => index !== device && index !== device + 1 && /^[\d.]+(?:\/|$)/.test(word))
  if (words.some((word) => word.includes(':')))
    return { type: 'fault', message: 'adds an IPv6 address; labs of this tool are IPv4 only' }
  if (written === undefined)
    return { type: 'fault', message: 'adds no address; write ip addr add <address>/<prefix> dev <interface>' }
  if (name === undefined) return { type: 'fault', message: `adds ${written} to no interface; add dev <interface>` }
  // iproute2 reads an address without a prefix length as a host's own /32.
  const address = written.includes('/') ? written : `${written}/32`
  if (!isIpv4Cidr(address))
    return { type: 'fault', message: `'${written}' is not an IPv4 address with prefix length such as 10.1.5.10/24` }
  return { type: 'address', address, interface: name }
}

function readRoute(words: readonly string[]): IpCommand {
  if (words[0] !== 'default' && words[0] !== '0.0.0.0/0') return OTHER
  const via = words[words.indexOf('via') + 1]
  if (!words.includes('via') || via === undefined) return OTHER
  if (!isIpv4(via)) return { type: 'fault', message: `default route via '${via}': that is not an IPv4 address` }
  return { type: 'default-route', via, onlink: words.includes('onlink') }
}
