import { field } from '../layers/field.ts'
import type { Layer } from '../layers/layer.ts'
import { formatEnd, readFlowEnds } from './flow-ends.ts'
import type { Message } from './message.ts'

/**
 * A query or a response of DNS.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1035#section-4.1
 */
export function readDns(own: readonly Layer[]): Message | undefined {
  const id = field(own, 'dns.id')
  if (id === undefined) return undefined
  const isResponse = field(own, 'dns.flags.response') === true
  const { source, destination } = readFlowEnds(own, 'inner')
  const [from, to] = [formatEnd(source), formatEnd(destination)]
  return {
    protocol: 'dns',
    side: isResponse ? 'response' : 'request',
    key: ['dns', ...(isResponse ? [to, from] : [from, to]), id].join(' '),
    from,
    to,
    text: ['query', field(own, 'dns.qry.name') ?? ''].join(' ').trim(),
    again: 'until answered',
    payload: new Uint8Array(0),
  }
}
