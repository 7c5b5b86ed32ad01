import { formatHex } from '../bytes/hex.ts'
import { defineProtocol, follow } from '../layers/protocol.ts'

/** The rest: a payload that no protocol here reads, as hex digits and a length in bytes. */
export const data = defineProtocol({
  name: 'data',
  dissect: (cursor) => follow(cursor, cursor.end - cursor.start, 'none'),
  fields: {
    'data.data': (bytes, start, layer) => formatHex(bytes, start, start + layer.length, ''),
    'data.len': (_bytes, _start, layer) => layer.length,
  },
})
