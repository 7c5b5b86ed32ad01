import type { PathHeader } from '../path/path-header.ts'
import type { PathPrediction, PathTraffic, PredictedHop, PredictedWay } from '../path/prediction.ts'

/**
 * A prediction as text: for each direction a line an interface, with the packet as it is there, and below it why it goes on so.
 *
 * @example
 * ```ts
 * console.log(formatPrediction(predictPath(lab, 'pod/app-control-plane', 'pod/app-worker2')))
 * ```
 */
export function formatPrediction({ from, to, traffic, paths, notes }: PathPrediction): string {
  const what = describeTraffic(traffic)
  const lines = paths.flatMap(({ endpoint, forward, reverse }) => [
    `${from} → ${to}${endpoint === to ? '' : ` (${endpoint})`}, ${what}`,
    ...formatWay(forward),
    `${to} → ${from}, the answer`,
    ...formatWay(reverse),
  ])
  return [...lines, ...notes.map((note) => `note: ${note}`)].join('\n')
}

/** What is sent: `an echo`, `tcp port 80`. */
export function describeTraffic(traffic: PathTraffic): string {
  return traffic.protocol === 'icmp' ? 'an echo' : `${traffic.protocol} port ${traffic.port}`
}

function formatWay({ hops, encapsulation, reason, lost, largestPacketBytes, oneByteMore }: PredictedWay): string[] {
  const widest = Math.max(0, ...hops.map(({ tap }) => tap.length))
  return [
    ...hops.flatMap((hop) => formatHop(hop, widest)),
    ...(lost ? [`  ✗ lost at ${lost.at}: ${lost.reason}`] : []),
    ...(hops.length === 0
      ? []
      : [`  ${encapsulation}: ${reason}`, `  largest packet ${largestPacketBytes} bytes; one more: ${oneByteMore}`]),
  ]
}

function formatHop({ tap, motion, headers, decisions, mtuBytes }: PredictedHop, widest: number): string[] {
  const shown = headers.map(describeHeader).filter((text) => text !== '')
  return [
    `  ${motion === 'in' ? '→' : '←'} ${tap.padEnd(widest)}  ${shown.join(' | ')}  mtu ${mtuBytes}`,
    ...decisions.map(({ text }) => `      ${text}`),
  ]
}

/** A header in short: what a reader looks for. */
export function describeHeader({ name, fields }: PathHeader): string {
  const of = (field: string): string => String(fields[field] ?? '?')
  switch (name) {
    case 'ip': {
      const df = fields['ip.flags.df'] === true ? ' DF' : ''
      return `${of('ip.src')} → ${of('ip.dst')} ttl ${of('ip.ttl')}${df}`
    }
    case 'ipv6':
      return `${of('ipv6.src')} → ${of('ipv6.dst')} hlim ${of('ipv6.hlim')}`
    case 'udp':
      return `udp ${of('udp.dstport')}`
    case 'tcp':
      return `tcp ${of('tcp.dstport')}`
    case 'vxlan':
      return `vxlan ${of('vxlan.vni')}`
    case 'icmp':
      return fields['icmp.type'] === 8 ? 'echo request' : 'echo reply'
    case 'icmpv6':
      return fields['icmpv6.type'] === 128 ? 'echo request' : 'echo reply'
    default:
      return ''
  }
}
