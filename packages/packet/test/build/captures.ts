import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Packet } from '@underlay/packet'
import { readCapture } from '@underlay/packet'

// The sdk's tests have the recordings of all taps.
const folder = join(import.meta.dirname, '../../../sdk/test/fixtures/recordings')

/** Every packet that was recorded of real Calico. */
export const recordedPackets: readonly Packet[] = readdirSync(folder)
  .filter((name) => name.endsWith('.pcap'))
  .flatMap((name) => readCapture(readFileSync(join(folder, name))).packets)
