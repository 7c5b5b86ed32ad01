import { readCapture } from '@underlay/sdk'
import type { BadInput } from './bad-input.ts'

const error = 'PcapFormatError'
const pcap = [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 0, 0, 1, 0, 0, 0]
const magic = [0x0a, 0x0d, 0x0d, 0x0a]
const little = [0x4d, 0x3c, 0x2b, 0x1a]
const read =
  (...bytes: readonly number[]) =>
  (): unknown =>
    readCapture(Uint8Array.from(bytes))

/** Files that say that they are captures. */
export const captures: readonly BadInput[] = [
  {
    title: 'an empty one',
    give: read(),
    error,
    place: 'at byte 0',
    says: 'a capture has at least 4 bytes, this has 0',
  },
  {
    title: 'a text',
    give: () => readCapture(new TextEncoder().encode('I am no capture at all')),
    error,
    place: 'at byte 0',
    says: 'neither pcap nor pcapng: unknown magic number',
  },
  {
    title: 'a compressed one',
    give: read(0x1f, 0x8b, 8, 0, 0, 0, 0, 0),
    error,
    place: 'at byte 0',
    says: 'neither pcap nor pcapng: unknown magic number',
  },
  {
    title: 'a pcap of another version',
    give: read(...pcap.with(4, 9)),
    error,
    place: 'at byte 4',
    says: 'pcap version 9 is not supported, only 2',
  },
  {
    title: 'a packet of four gibibytes',
    give: read(...pcap, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255),
    error,
    place: 'at byte 32',
    says: 'packet length 4294967295 is above the limit of 262144 bytes',
  },
  {
    title: 'a block of no bytes',
    give: read(...magic, 0, 0, 0, 0, ...little),
    error,
    place: 'at byte 4',
    says: 'pcapng block length 0 is no multiple of 4 from 12 to 16777216',
  },
  {
    title: 'a block of two gibibytes',
    give: read(...magic, 0xfc, 0xff, 0xff, 0x7f, ...little),
    error,
    place: 'at byte 4',
    says: 'pcapng block length 2147483644 is no multiple of 4 from 12 to 16777216',
  },
  {
    title: 'a block of 29 bytes',
    give: read(...magic, 29, 0, 0, 0, ...little),
    error,
    place: 'at byte 4',
    says: 'pcapng block length 29 is no multiple of 4 from 12 to 16777216',
  },
  {
    title: 'a byte order that is none',
    give: read(...magic, 28, 0, 0, 0, 1, 2, 3, 4),
    error,
    place: 'at byte 8',
    says: 'section header without byte-order magic',
  },
]
