import { raw } from '../protocols/raw.ts'
import type { Encoder } from './encoder.ts'

/** No link header: nothing is written. */
export const rawEncoder: Encoder = { protocol: raw, encode: () => ({ header: new Uint8Array(0) }) }
