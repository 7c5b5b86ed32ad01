import type { DecodedLayer } from '../layers/decoded-layer.ts'
import { tcp } from '../protocols/tcp.ts'
import { putPorts } from './ports.ts'
import type { TcpNumbers } from './tcp-numbers.ts'
import { textBytes, type TextBytes } from './text-bytes.ts'

const read = tcp.fields
const [ack, win, len] = [textBytes(' Ack='), textBytes(' Win='), textBytes(' Len=')]
const [tsVal, tsEcr] = [textBytes(' TSval='), textBytes(' TSecr=')]

/** The Info column of a TCP segment: relative numbers when given, raw ones otherwise. */
export function describeTcp(layer: DecodedLayer, numbers: TcpNumbers | undefined, out: TextBytes): void {
  const { bytes, start, length } = layer
  const flags = read['tcp.flags'](bytes, start)
  putPorts(bytes, start, out).append(listFlags(flags & 0x1ff))
  out.putNumber(numbers?.seq ?? read['tcp.seq_raw'](bytes, start))
  if ((flags & 0x10) !== 0) out.append(ack).putNumber(numbers?.ack ?? read['tcp.ack_raw'](bytes, start))
  out.append(win).putNumber(numbers?.windowBytes ?? read['tcp.window_size_value'](bytes, start))
  out.append(len).putNumber(read['tcp.len'](bytes, start, layer))
  if (length > 20) listOptions(layer, out)
}

// In the order of their bits, as Wireshark lists them.
const flagNames = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'AE']
const flagLists: TextBytes[] = []

/** ` [SYN, ACK] Seq=`, made once for each combination. */
function listFlags(flags: number): TextBytes {
  return (flagLists[flags] ??= textBytes(` [${namesOf(flags).join(', ') || '<None>'}] Seq=`))
}

function namesOf(flags: number): readonly string[] {
  return flagNames.filter((_name, bit) => ((flags >> bit) & 1) === 1)
}

function listOptions(layer: DecodedLayer, out: TextBytes): void {
  const { bytes, start } = layer
  const mss = read['tcp.options.mss_val'](bytes, start, layer)
  const shift = read['tcp.options.wscale.shift'](bytes, start, layer)
  const time = read['tcp.options.timestamp.tsval'](bytes, start, layer)
  if (mss !== undefined) out.put(' MSS=').putNumber(mss)
  if (read['tcp.options.sack_perm'](bytes, start, layer)) out.put(' SACK_PERM')
  if (time !== undefined) {
    out.append(tsVal).putNumber(time)
    out.append(tsEcr).putNumber(read['tcp.options.timestamp.tsecr'](bytes, start, layer) ?? 0)
  }
  if (shift !== undefined) out.put(' WS=').putNumber(2 ** Math.min(shift, 14))
}
