import { u16, u32 } from '../../bytes/big-endian.ts'
import type { DecodedLayer } from '../../layers/decoded-layer.ts'
import { onceALayer } from '../../layers/once-a-layer.ts'
import { placeName } from './name.ts'

/** A question or a resource record, as a place in the bytes. */
export interface DnsEntry {
  readonly kind: 'question' | 'record'
  /** Where the message begins, which pointers count from, and where it ends. */
  readonly message: number
  readonly messageEnd: number
  readonly name: number
  readonly type: number
  readonly classCode: number
  readonly ttl: number
  /** Where the record's data is. */
  readonly data: number
  readonly dataEnd: number
}

const headerBytes = 12

/**
 * Where the message begins, behind its length on TCP; undefined when not even the header is there.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1035#section-4.2.2
 */
export function messageStart({ start, length, outer }: DecodedLayer): number | undefined {
  // Only on TCP another message comes before.
  const skipped = outer?.name === 'tcp' || outer?.name === 'dns' ? 2 : 0
  return length < skipped + headerBytes ? undefined : start + skipped
}

/**
 * The questions and records of a message in their order, up to the first that leaves the message.
 *
 * ```text
 * +-------------------------------+-------------------------------+
 * |   Name: labels, or a pointer to where they stood before …
 * +-------------------------------+-------------------------------+
 * |              Type             |             Class             |
 * +-------------------------------+-------------------------------+
 * |                     Time to live (records)                    |
 * +-------------------------------+-------------------------------+
 * |          Data length          |   Data …
 * +-------------------------------+-------------------------------+
 * ```
 *
 * @see https://www.rfc-editor.org/rfc/rfc1035#section-4.1
 */
export const entriesOf = onceALayer(readEntries)

function readEntries(bytes: Uint8Array, layer: DecodedLayer): readonly DnsEntry[] {
  const message = messageStart(layer)
  if (message === undefined) return []
  const messageEnd = layer.start + layer.length
  const questions = u16(bytes, message + 4)
  const records = u16(bytes, message + 6) + u16(bytes, message + 8) + u16(bytes, message + 10)
  const entries: DnsEntry[] = []
  let at = message + headerBytes
  while (entries.length < questions + records) {
    const kind = entries.length < questions ? 'question' : 'record'
    const name = placeName(bytes, at, messageEnd)
    const fixed = kind === 'question' ? 4 : 10
    if (name === undefined || name.end + fixed > messageEnd) break
    const data = name.end + fixed
    const dataEnd = kind === 'question' ? data : data + u16(bytes, data - 2)
    if (dataEnd > messageEnd) break
    const [type, classCode] = [u16(bytes, name.end), u16(bytes, name.end + 2)]
    const ttl = kind === 'question' ? 0 : u32(bytes, name.end + 4)
    entries.push({ kind, message, messageEnd, name: at, type, classCode, ttl, data, dataEnd })
    at = dataEnd
  }
  return entries
}
