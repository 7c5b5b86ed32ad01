import type { FieldKind } from '../layers/field-kinds.ts'
import type { Subject } from './subject.ts'
import type { Value } from './value.ts'

/** An operand made ready: its values in a packet, none when what it asks for is not there. */
export interface Source {
  readonly kind: FieldKind
  readonly read: (subject: Subject) => readonly Value[]
  /** Set when this is one value of the filter's text, the same for all packets. */
  readonly constant?: { readonly prefixLength?: number }
  /** Addresses as text, in the one spelling that all fields have: who asks for equal ones only need not parse them. */
  readonly readTexts?: (subject: Subject) => readonly Value[]
}
