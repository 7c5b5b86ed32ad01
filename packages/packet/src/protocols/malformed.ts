import { defineProtocol, follow } from '../layers/protocol.ts'

/** Bytes that are not what the layer before announced, to the end of the packet, with the reason. */
export const malformed = defineProtocol({
  name: 'malformed',
  dissect: (cursor) => follow(cursor, cursor.end - cursor.start, 'none'),
  fields: {
    '_ws.expert.message': (_bytes, _start, layer) => layer.problem,
  },
})
