import type { Layer } from '../layers/layer.ts'
import type { TcpNumbers } from './tcp-numbers.ts'

type TcpFields = Extract<Layer, { name: 'tcp' }>['fields']

/** The Info column of a TCP segment: relative numbers when given, raw ones otherwise. */
export function describeTcp(fields: TcpFields, numbers?: TcpNumbers): string {
  const isAck = fields['tcp.flags.ack']
  return [
    `${fields['tcp.srcport']} → ${fields['tcp.dstport']} [${listFlags(fields)}]`,
    `Seq=${numbers?.seq ?? fields['tcp.seq_raw']}`,
    ...(isAck ? [`Ack=${numbers?.ack ?? fields['tcp.ack_raw']}`] : []),
    `Win=${numbers?.windowBytes ?? fields['tcp.window_size_value']}`,
    `Len=${fields['tcp.len']}`,
    ...listOptions(fields),
  ].join(' ')
}

/** In the order of their bits, as Wireshark lists them. */
function listFlags(fields: TcpFields): string {
  const flags = [
    fields['tcp.flags.fin'] && 'FIN',
    fields['tcp.flags.syn'] && 'SYN',
    fields['tcp.flags.reset'] && 'RST',
    fields['tcp.flags.push'] && 'PSH',
    fields['tcp.flags.ack'] && 'ACK',
    fields['tcp.flags.urg'] && 'URG',
    fields['tcp.flags.ece'] && 'ECE',
    fields['tcp.flags.cwr'] && 'CWR',
    fields['tcp.flags.ae'] && 'AE',
  ].filter((flag) => flag !== false)
  return flags.length > 0 ? flags.join(', ') : '<None>'
}

function listOptions(fields: TcpFields): readonly string[] {
  const mss = fields['tcp.options.mss_val']
  const shift = fields['tcp.options.wscale.shift']
  const time = fields['tcp.options.timestamp.tsval']
  return [
    ...(mss === undefined ? [] : [`MSS=${mss}`]),
    ...(fields['tcp.options.sack_perm'] ? ['SACK_PERM'] : []),
    ...(time === undefined ? [] : [`TSval=${time} TSecr=${fields['tcp.options.timestamp.tsecr']}`]),
    ...(shift === undefined ? [] : [`WS=${2 ** Math.min(shift, 14)}`]),
  ]
}
