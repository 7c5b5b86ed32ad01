import type { DecodedLayer } from '../layers/decoded-layer.ts'
import { tcp } from '../protocols/tcp.ts'
import { formatPorts } from './ports.ts'
import type { TcpNumbers } from './tcp-numbers.ts'

const read = tcp.fields

/** The Info column of a TCP segment: relative numbers when given, raw ones otherwise. */
export function describeTcp(layer: DecodedLayer, numbers?: TcpNumbers): string {
  const { bytes, start, length } = layer
  const flags = read['tcp.flags'](bytes, start)
  const ack = (flags & 0x10) === 0 ? '' : ` Ack=${numbers?.ack ?? read['tcp.ack_raw'](bytes, start)}`
  const seq = numbers?.seq ?? read['tcp.seq_raw'](bytes, start)
  const window = numbers?.windowBytes ?? read['tcp.window_size_value'](bytes, start)
  const payload = read['tcp.len'](bytes, start, layer)
  const options = length === 20 ? '' : listOptions(layer)
  return `${formatPorts(bytes, start)}${listFlags(flags)}${seq}${ack} Win=${window} Len=${payload}${options}`
}

// In the order of their bits, as Wireshark lists them.
const flagNames = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'AE']
const flagLists = Array.from({ length: 512 }, (_, flags) => {
  const names = flagNames.filter((_name, bit) => ((flags >> bit) & 1) === 1)
  return ` [${names.length > 0 ? names.join(', ') : '<None>'}] Seq=`
})

function listFlags(flags: number): string {
  return flagLists[flags & 0x1ff] ?? ''
}

function listOptions(layer: DecodedLayer): string {
  const { bytes, start } = layer
  const mss = read['tcp.options.mss_val'](bytes, start, layer)
  const shift = read['tcp.options.wscale.shift'](bytes, start, layer)
  const time = read['tcp.options.timestamp.tsval'](bytes, start, layer)
  let text = mss === undefined ? '' : ` MSS=${mss}`
  if (read['tcp.options.sack_perm'](bytes, start, layer)) text += ' SACK_PERM'
  if (time !== undefined) text += ` TSval=${time} TSecr=${read['tcp.options.timestamp.tsecr'](bytes, start, layer)}`
  if (shift !== undefined) text += ` WS=${2 ** Math.min(shift, 14)}`
  return text
}
