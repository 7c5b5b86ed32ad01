import { isCidr } from '../address/cidr.ts'
import { familyOf, isIp } from '../address/ip.ts'

/** What an `ip` command says about a node's addresses, its default routes and its devices. */
export type IpCommand =
  | { readonly type: 'address'; readonly address: string; readonly interface: string }
  | {
      readonly type: 'default-route'
      readonly via: string
      /** When the route names one. */
      readonly interface?: string
      readonly onlink: boolean
    }
  | { readonly type: 'devices'; readonly names: readonly string[] }
  | { readonly type: 'fault'; readonly message: string }
  | { readonly type: 'other' }

const VERBS = ['add', 'replace', 'change', 'append']
const OTHER: IpCommand = { type: 'other' }

/**
 * Understands `ip addr add|replace … dev …`, `ip route add|replace default via …` and `ip link add …`, of both families
 * and in iproute2's abbreviations too.
 */
export function readIpCommand(argv: readonly string[]): IpCommand {
  const [program = '', ...rest] = argv
  if (program.split('/').at(-1) !== 'ip') return OTHER
  const start = rest.findIndex((word) => !word.startsWith('-'))
  const [object = '', verb = '', ...words] = start < 0 ? [] : rest.slice(start)
  const is = (name: string): boolean => object !== '' && name.startsWith(object)
  if (is('link') && verb !== '') return readLink(verb, words)
  if (verb === '' || !VERBS.some((known) => known.startsWith(verb))) return OTHER
  if (is('address')) return readAddress(words)
  return is('route') ? readRoute(words) : OTHER
}

function readAddress(words: readonly string[]): IpCommand {
  const name = after(words, 'dev')
  const device = words.indexOf('dev')
  const written = words.find(
    (word, index) => (device < 0 || (index !== device && index !== device + 1)) && /^[\d.]+(?:\/|$)|:/.test(word),
  )
  if (written === undefined)
    return { type: 'fault', message: 'adds no address; write ip addr add <address>/<prefix> dev <interface>' }
  if (name === undefined) return { type: 'fault', message: `adds ${written} to no interface; add dev <interface>` }
  // iproute2 reads an address without a prefix length as a host's own.
  const address = written.includes('/') ? written : `${written}/${written.includes(':') ? 128 : 32}`
  if (isCidr(address)) return { type: 'address', address, interface: name }
  const wanted = written.includes(':')
    ? 'an IPv6 address with prefix length such as fd00:5::10/64'
    : 'an IPv4 address with prefix length such as 10.1.5.10/24'
  return { type: 'fault', message: `'${written}' is not ${wanted}` }
}

function readRoute(words: readonly string[]): IpCommand {
  const [destination = ''] = words
  if (!['default', '0.0.0.0/0', '::/0'].includes(destination)) return OTHER
  // `via inet6 …` is a next hop of the other family.
  const via = words[words.indexOf('via') + (/^inet6?$/.test(after(words, 'via') ?? '') ? 2 : 1)]
  if (!words.includes('via') || via === undefined) return OTHER
  if (!isIp(via)) return { type: 'fault', message: `default route via '${via}': that is not an IP address` }
  if (destination === '::/0' && familyOf(via) === 4)
    return { type: 'fault', message: `default route via '${via}': the next hop of an IPv6 route has an IPv6 address` }
  const name = after(words, 'dev')
  return {
    type: 'default-route',
    via,
    onlink: words.includes('onlink'),
    ...(name !== undefined && { interface: name }),
  }
}

// A device is named by itself, or after `name`; a veth's other end after `peer`.
function readLink(verb: string, words: readonly string[]): IpCommand {
  if ('set'.startsWith(verb)) {
    const name = after(words, 'name')
    return name === undefined ? OTHER : { type: 'devices', names: [name] }
  }
  if (!'add'.startsWith(verb)) return OTHER
  const type = words.indexOf('type')
  const own = type < 0 ? words : words.slice(0, type)
  const peer = type < 0 ? [] : words.slice(type)
  const name = after(own, 'name') ?? after(own, 'dev') ?? unnamed(own)
  const other = after(peer, 'peer') === 'name' ? after(peer, 'name') : after(peer, 'peer')
  const names = [name, other].filter((found) => found !== undefined)
  return names.length === 0 ? OTHER : { type: 'devices', names }
}

const PAIRS = ['link', 'txqueuelen', 'address', 'broadcast', 'mtu', 'index', 'netns', 'numtxqueues', 'numrxqueues']

function unnamed(words: readonly string[]): string | undefined {
  return words.find((word, index) => !PAIRS.includes(word) && !PAIRS.includes(words[index - 1] ?? ''))
}

function after(words: readonly string[], keyword: string): string | undefined {
  const index = words.indexOf(keyword)
  return index < 0 ? undefined : words[index + 1]
}
