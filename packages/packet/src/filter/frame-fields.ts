import type { FieldKind } from '../layers/field-kinds.ts'
import { frameProtocols } from '../layers/frame-protocols.ts'
import type { Layer } from '../layers/layer.ts'
import type { FieldValue } from '../layers/protocol.ts'
import type { Subject } from './subject.ts'

/** What a packet as a whole has; several values are an array. */
export type FrameValue = FieldValue | bigint | Uint8Array | readonly string[]

interface FrameField {
  readonly kind: FieldKind
  readonly read: (subject: Subject) => FrameValue
}

/**
 * What a filter can ask of a packet as a whole.
 *
 * @see https://www.wireshark.org/docs/dfref/f/frame.html
 */
export const frameFields: Readonly<Record<string, FrameField>> = {
  frame: { kind: 'protocol', read: ({ frame, layers }) => frame.packet?.bytes ?? layers[0]?.bytes },
  'frame.cap_len': { kind: 'number', read: ({ frame }) => frame.packet?.capturedLength },
  'frame.comment': { kind: 'string', read: ({ frame }) => frame.packet?.comments },
  'frame.interface_description': { kind: 'string', read: ({ frame }) => frame.interfaceDescription },
  'frame.interface_id': { kind: 'number', read: ({ frame }) => frame.packet?.interfaceId },
  'frame.interface_name': { kind: 'string', read: ({ frame }) => frame.interfaceName },
  'frame.len': { kind: 'number', read: ({ frame }) => frame.packet?.originalLength },
  'frame.number': { kind: 'number', read: ({ frame }) => frame.packet?.number },
  // The layers of a subject are those of its type, see `toSubject`.
  'frame.protocols': { kind: 'string', read: ({ layers }) => frameProtocols(layers as readonly unknown[] as Layer[]) },
  'frame.time': { kind: 'date', read: ({ frame }) => frame.packet?.timestampNs },
  'frame.time_epoch': { kind: 'time', read: ({ frame }) => frame.packet?.timestampNs },
  'frame.time_relative': {
    kind: 'time',
    read: ({ frame: { packet, startNs } }) =>
      packet && startNs !== undefined ? packet.timestampNs - startNs : undefined,
  },
}
