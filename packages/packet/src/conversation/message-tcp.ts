import { field } from '../layers/field.ts'
import type { Layer } from '../layers/layer.ts'
import { formatEnd, readFlowEnds } from './flow-ends.ts'
import type { Message } from './message.ts'

/**
 * The first two steps of a handshake: SYN, and SYN-ACK or a reset that acknowledges it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9293#section-3.5
 */
export function readTcp(own: readonly Layer[]): Message | undefined {
  const seq = field(own, 'tcp.seq_raw')
  const [isSyn, isAck, isReset] = [
    field(own, 'tcp.flags.syn'),
    field(own, 'tcp.flags.ack'),
    field(own, 'tcp.flags.reset'),
  ]
  const isRequest = isSyn && !isAck
  if (seq === undefined || (!isRequest && !(isAck && (isSyn || isReset)))) return undefined
  const { source, destination } = readFlowEnds(own, 'inner')
  const [from, to] = [formatEnd(source), formatEnd(destination)]
  const acknowledged = ((field(own, 'tcp.ack_raw') ?? 0) - 1) >>> 0
  return {
    protocol: 'tcp',
    side: isRequest ? 'request' : isReset ? 'refusal' : 'response',
    key: isRequest ? `tcp ${from} ${to} ${seq}` : `tcp ${to} ${from} ${acknowledged}`,
    from,
    to,
    text: 'SYN',
    // The sequence number names the connection that is asked for.
    again: 'always',
    payload: new Uint8Array(0),
  }
}
