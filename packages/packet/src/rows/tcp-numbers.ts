import { field } from '../layers/field.ts'
import type { Layer } from '../layers/layer.ts'

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

/**
 * Numbers the TCP packets of a capture, taken in order; undefined for packets that are not TCP.
 * A conversation whose SYN is missing starts at 1.
 *
 * @see https://wiki.wireshark.org/TCP_Relative_Sequence_Numbers
 */
export function createTcpNumbering(): (layers: readonly Layer[]) => TcpNumbers | undefined {
  const directions = new Map<string, Direction>()

  function directionOf(key: string): Direction {
    const known = directions.get(key)
    if (known !== undefined) return known
    const created: Direction = {}
    directions.set(key, created)
    return created
  }

  return (layers) => {
    const tcp = layers.find((layer) => layer.name === 'tcp')?.fields
    if (tcp === undefined) return undefined
    const source = `${address(layers, 'src')} ${tcp['tcp.srcport']}`
    const destination = `${address(layers, 'dst')} ${tcp['tcp.dstport']}`
    const forward = directionOf(`${source} ${destination}`)
    const backward = directionOf(`${destination} ${source}`)

    const seq = tcp['tcp.seq_raw']
    const ack = tcp['tcp.flags.ack'] ? tcp['tcp.ack_raw'] : undefined
    const isSyn = tcp['tcp.flags.syn']
    if (isSyn) {
      forward.base = seq
      const shift = tcp['tcp.options.wscale.shift']
      if (shift === undefined) delete forward.shift
      else forward.shift = Math.min(shift, 14)
    }
    forward.base ??= seq - 1
    if (ack !== undefined) backward.base ??= ack - 1
    const isScaled = !isSyn && forward.shift !== undefined && backward.shift !== undefined
    return {
      seq: (seq - forward.base) >>> 0,
      ack: ack === undefined ? 0 : (ack - (backward.base ?? 0)) >>> 0,
      windowBytes: tcp['tcp.window_size_value'] * 2 ** (isScaled ? (forward.shift ?? 0) : 0),
    }
  }
}

function address(layers: readonly Layer[], end: 'src' | 'dst'): string {
  return field(layers, `ip.${end}#-1`) ?? field(layers, `ipv6.${end}#-1`) ?? ''
}
