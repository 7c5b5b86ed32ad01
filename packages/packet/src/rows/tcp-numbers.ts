import { formatIpv6 } from '../address/format-ipv6.ts'
import { u32 } from '../bytes/big-endian.ts'
import type { DecodedLayer } from '../layers/decoded-layer.ts'
import type { Layer } from '../layers/layer.ts'
import { networkLayer } from '../protocols/checksum.ts'
import { tcp } from '../protocols/tcp.ts'

/** Sequence numbers as Wireshark shows them: relative to the conversation's start, the window scaled. */
export interface TcpNumbers {
  readonly seq: number
  readonly ack: number
  /** Bytes; unscaled as long as one side's scale is unknown. */
  readonly windowBytes: number
}

interface Direction {
  base?: number
  shift?: number
}

interface Conversation {
  readonly source: EndKey
  readonly destination: EndKey
  readonly forward: Direction
  readonly backward: Direction
}

// A capture may go on for weeks.
const mostEnds = 65_536

/**
 * Numbers the TCP packets of a capture, taken in order; undefined for packets that are not TCP.
 * A conversation whose SYN is missing starts at 1; so does one that goes on after 65536 ends have sent since it began, for
 * those that came first are forgotten.
 *
 * @example
 * ```ts
 * const number = createTcpNumbering()
 * for (const packet of packets) console.log(number(decode(packet))?.seq)
 * ```
 * @see https://wiki.wireshark.org/TCP_Relative_Sequence_Numbers
 */
export function createTcpNumbering(): (layers: readonly Layer[]) => TcpNumbers | undefined {
  const directions = new Map<EndKey, Map<EndKey, Direction>>()

  function directionOf(from: EndKey, to: EndKey): Direction {
    let those = directions.get(from)
    if (those === undefined) {
      directions.set(from, (those = new Map()))
      if (directions.size > mostEnds) directions.delete(directions.keys().next().value as EndKey)
    }
    let direction = those.get(to)
    if (direction === undefined) those.set(to, (direction = {}))
    return direction
  }

  // Most segments follow one of their own conversation: looking up both directions costs more than all the rest.
  let last: Conversation | undefined

  return (layers) => {
    const layer = findTcp(layers as readonly unknown[] as readonly DecodedLayer[])
    if (layer === undefined) return undefined
    const { bytes, start } = layer
    const network = networkLayer(layer)
    const source = endKey(network, 'src', tcp.fields['tcp.srcport'](bytes, start))
    const destination = endKey(network, 'dst', tcp.fields['tcp.dstport'](bytes, start))
    if (last?.source !== source || last.destination !== destination) {
      const [forward, backward] = [directionOf(source, destination), directionOf(destination, source)]
      last = { source, destination, forward, backward }
    }
    const { forward, backward } = last

    const seq = tcp.fields['tcp.seq_raw'](bytes, start)
    const ack = tcp.fields['tcp.flags.ack'](bytes, start) ? tcp.fields['tcp.ack_raw'](bytes, start) : undefined
    const isSyn = tcp.fields['tcp.flags.syn'](bytes, start)
    if (isSyn) {
      forward.base = seq
      const shift = tcp.fields['tcp.options.wscale.shift'](bytes, start, layer)
      if (shift === undefined) delete forward.shift
      else forward.shift = Math.min(shift, 14)
    }
    forward.base ??= seq - 1
    if (ack !== undefined) backward.base ??= ack - 1
    const isScaled = !isSyn && forward.shift !== undefined && backward.shift !== undefined
    return {
      seq: (seq - forward.base) >>> 0,
      ack: ack === undefined ? 0 : (ack - (backward.base ?? 0)) >>> 0,
      windowBytes: tcp.fields['tcp.window_size_value'](bytes, start) * 2 ** (isScaled ? (forward.shift ?? 0) : 0),
    }
  }
}

function findTcp(layers: readonly DecodedLayer[]): DecodedLayer | undefined {
  for (const layer of layers) if (layer.protocol === tcp) return layer
  return undefined
}

/** One end of a conversation: IPv4 address and port in one number, which is found faster than text; text for IPv6. */
type EndKey = number | string

function endKey(network: DecodedLayer | undefined, end: 'src' | 'dst', port: number): EndKey {
  if (network === undefined) return port
  const { name, bytes, start } = network
  if (name === 'ip') return u32(bytes, start + (end === 'src' ? 12 : 16)) * 0x10000 + port
  return `${formatIpv6(bytes, start + (end === 'src' ? 8 : 24))} ${port}`
}
