import type { Layer } from '../layers/layer.ts'
import type { TcpNumbers } from './tcp-numbers.ts'

type TcpFields = Extract<Layer, { name: 'tcp' }>['fields']

/** The Info column of a TCP segment: relative numbers when given, raw ones otherwise. */
export function describeTcp(fields: TcpFields, numbers?: TcpNumbers): string {
  const flags = fields['tcp.flags']
  const ack = (flags & 0x10) === 0 ? '' : ` Ack=${numbers?.ack ?? fields['tcp.ack_raw']}`
  const seq = numbers?.seq ?? fields['tcp.seq_raw']
  const window = numbers?.windowBytes ?? fields['tcp.window_size_value']
  const ports = `${fields['tcp.srcport']} → ${fields['tcp.dstport']}`
  const options = fields['tcp.hdr_len'] === 20 ? '' : listOptions(fields)
  return `${ports} [${listFlags(flags)}] Seq=${seq}${ack} Win=${window} Len=${fields['tcp.len']}${options}`
}

// In the order of their bits, as Wireshark lists them.
const flagNames = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'AE']
const flagLists = Array.from({ length: 512 }, (_, flags) => {
  const names = flagNames.filter((_name, bit) => ((flags >> bit) & 1) === 1)
  return names.length > 0 ? names.join(', ') : '<None>'
})

function listFlags(flags: number): string {
  return flagLists[flags & 0x1ff] ?? ''
}

function listOptions(fields: TcpFields): string {
  const mss = fields['tcp.options.mss_val']
  const shift = fields['tcp.options.wscale.shift']
  const time = fields['tcp.options.timestamp.tsval']
  let text = mss === undefined ? '' : ` MSS=${mss}`
  if (fields['tcp.options.sack_perm']) text += ' SACK_PERM'
  if (time !== undefined) text += ` TSval=${time} TSecr=${fields['tcp.options.timestamp.tsecr']}`
  if (shift !== undefined) text += ` WS=${2 ** Math.min(shift, 14)}`
  return text
}
