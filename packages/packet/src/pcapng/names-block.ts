import { formatAddress } from '../address/format-address.ts'
import { formatHex } from '../bytes/hex.ts'
import type { ResolvedName } from '../capture-file/capture-file.ts'
import type { Block } from './block.ts'
import { faultAt } from './block.ts'
import { decodeText } from './options.ts'

/** Bytes of the address in a record, by the record's type. */
const addressBytes: Readonly<Record<number, number>> = { 1: 4, 2: 16, 3: 6, 4: 8 }

/**
 * Reads the records of a name resolution block: an address, then its names, each ended by NUL.
 *
 * ```text
 * +-------------------------------+-------------------------------+
 * | 1 IPv4, 2 IPv6, 3 EUI-48, 4 EUI-64 |          Length          |
 * +-------------------------------+-------------------------------+
 * |       Address, then names, padded to a multiple of 4 bytes    |
 * +---------------------------------------------------------------+
 * ```
 *
 * @throws PcapFormatError when a record goes beyond the block.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng#section-4.5
 */
export function readNames(block: Block): readonly ResolvedName[] {
  const { view, bodyEnd, littleEndian } = block
  const found: ResolvedName[] = []
  let offset = block.bodyStart
  while (offset + 4 <= bodyEnd) {
    const type = view.getUint16(offset, littleEndian)
    const length = view.getUint16(offset + 2, littleEndian)
    if (type === 0) break
    if (offset + 4 + length > bodyEnd) {
      throw faultAt(block, offset, `name record of ${length} bytes goes beyond its block`)
    }
    const record = new Uint8Array(view.buffer, view.byteOffset + offset + 4, length)
    const addressLength = addressBytes[type]
    if (addressLength !== undefined && length > addressLength) found.push(readRecord(record, addressLength))
    offset += 4 + Math.ceil(length / 4) * 4
  }
  return found
}

function readRecord(record: Uint8Array, addressLength: number): ResolvedName {
  const address = record.subarray(0, addressLength)
  const isIp = addressLength === 4 || addressLength === 16
  const names = decodeText(record.subarray(addressLength))
    .split('\0')
    .filter((name) => name !== '')
  return { address: isIp ? formatAddress(address) : formatHex(address, 0, addressLength), names }
}
