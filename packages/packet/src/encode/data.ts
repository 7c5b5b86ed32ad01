import { data } from '../protocols/data.ts'
import type { Encoder } from './encoder.ts'

/** Bytes as they are, `data.data` as hex digits. */
export const dataEncoder: Encoder = {
  protocol: data,
  encode: ({ fields }) => ({ header: fields.hex('data.data') }),
}
