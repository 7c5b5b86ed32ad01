import { field, type Layer } from '@underlay/packet'
import { findEnclosure, isIp } from '../flow/encapsulation.ts'
import type { HeaderChange, TracedHop } from '../path/trace.ts'
import { ttlOf } from './identity.ts'

/** A packet's IP headers, outermost first: `vxlan 10.1.0.10 → 10.1.1.10 ttl 64 | 10.98.33.193 → 10.98.250.65 ttl 63`. */
export function describePacket(layers: readonly Layer[]): string {
  return headersOf(layers)
    .map(({ name, ends, ttl }) => [name, ends, `ttl ${ttl}`].filter(Boolean).join(' '))
    .join(' | ')
}

/** The same for each header, with the addresses only where the hop before had not shown them. */
export function describeHeaders({ layers }: TracedHop, before: TracedHop | undefined): readonly string[] {
  const shown = new Set(before === undefined ? [] : headersOf(before.layers).map(({ ends }) => ends))
  const texts = headersOf(layers).map(({ name, ends, ttl }) => {
    return {
      isNew: !shown.has(ends),
      text: [name, shown.has(ends) ? '' : ends, `ttl ${ttl}`].filter(Boolean).join(' '),
    }
  })
  return texts.some(({ isNew }) => isNew) ? texts.map(({ text }) => text) : [texts.map(({ text }) => text).join(' | ')]
}

function headersOf(layers: readonly Layer[]) {
  const { tunnels = [] } = findEnclosure(layers) ?? {}
  return layers.filter(isIp).map((header, index) => {
    const [src, dst] =
      header.name === 'ip'
        ? [header.fields['ip.src'], header.fields['ip.dst']]
        : [header.fields['ipv6.src'], header.fields['ipv6.dst']]
    return { name: tunnels[index] ?? '', ends: `${src} → ${dst}`, ttl: ttlOf(header) }
  })
}

/** What a packet is: `icmp echo request`, `tcp 40000 → 80 SYN`, `udp 40000 → 53`. */
export function describeMessage(layers: readonly Layer[]): string {
  const inner = layers.slice(layers.findLastIndex(isIp))
  const type = field(inner, 'icmp.type') ?? field(inner, 'icmpv6.type')
  if (type !== undefined) {
    const name = inner.some(({ name: each }) => each === 'icmp') ? 'icmp' : 'icmpv6'
    const text =
      type === 8 || type === 128 ? 'echo request' : type === 0 || type === 129 ? 'echo reply' : `type ${type}`
    return `${name} ${text}`
  }
  const udp = field(inner, 'udp.srcport')
  if (udp !== undefined) return `udp ${udp} → ${field(inner, 'udp.dstport')}`
  const tcp = field(inner, 'tcp.srcport')
  if (tcp === undefined) return inner[0]?.name ?? 'packet'
  const flags = tcpFlags.filter(([name]) => field(inner, name) === true).map(([, text]) => text)
  const length = field(inner, 'tcp.len') ?? 0
  return `tcp ${tcp} → ${field(inner, 'tcp.dstport')} ${flags.join('-')}${length > 0 ? `, ${length} bytes` : ''}`
}

const tcpFlags = [
  ['tcp.flags.syn', 'SYN'],
  ['tcp.flags.fin', 'FIN'],
  ['tcp.flags.reset', 'RST'],
  ['tcp.flags.push', 'PSH'],
  ['tcp.flags.ack', 'ACK'],
] as const

/** What changed at a hop, in a few words each: `+ vxlan`, `ttl 64 → 63`, `MACs`. */
export function describeChanges({ changes, layers }: Pick<TracedHop, 'changes' | 'layers'>): readonly string[] {
  const tunnelled = layers.filter(isIp).length > 1
  const macs = changes.some(({ field: name }) => name.startsWith('eth.src') || name.startsWith('eth.dst'))
  const texts = changes.flatMap((change) => {
    const isNew = change.field === 'header' && change.before === ''
    return isNew ? [`+ ${describePacket(layers).split(' | ')[0]}`] : describeChange(change, tunnelled)
  })
  return [...texts, ...(macs ? ['MACs'] : [])]
}

// These follow from what is shown, or are the same number in another notation.
const unsaid = /^(eth\.|ip\.len|ip\.flags$|ip\.dsfield\.|icmp\.seq_le|tcp\.payload|udp\.length|ipv6\.plen)/

function describeChange({ field: name, before, after }: HeaderChange, tunnelled: boolean): readonly string[] {
  if (name === 'header') return [after === '' ? `− ${before}` : `${before} → ${after}`]
  if (unsaid.test(name)) return []
  const [plain = name, position] = name.split('#')
  const outer = tunnelled && position === undefined ? 'outer ' : ''
  return [`${outer}${short[plain] ?? plain} ${before || 'none'} → ${after || 'none'}`]
}

const short: Readonly<Record<string, string>> = {
  'ip.ttl': 'ttl',
  'ipv6.hlim': 'ttl',
  'ip.src': 'src',
  'ip.dst': 'dst',
  'ipv6.src': 'src',
  'ipv6.dst': 'dst',
  'icmp.ident': 'id',
  'icmpv6.echo.identifier': 'id',
  'tcp.srcport': 'source port',
  'udp.srcport': 'source port',
  'tcp.dstport': 'port',
  'udp.dstport': 'port',
}
