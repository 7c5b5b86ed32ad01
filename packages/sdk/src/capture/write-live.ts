import type { Writable } from 'node:stream'
import { createByteSink } from './byte-sink.ts'
import type { LivePcapng } from './live-pcapng.ts'
import type { PacketLog } from './packet-log.ts'

/**
 * Writes packets into a stream as they come, until there are no more or nobody reads any more; the stream stays open.
 *
 * @throws the stream's error, when it is not that its reader is gone.
 */
export async function writeLive(
  log: Pick<PacketLog, 'read'>,
  pcapng: LivePcapng,
  output: Writable,
  trailer: () => Promise<Uint8Array>,
): Promise<void> {
  const reader = log.read()
  const sink = createByteSink(output, reader.leave)
  if ((await sink.write(pcapng.header)) === 'closed') return
  for (let packets = await reader.take(); packets !== undefined; packets = await reader.take()) {
    if ((await sink.write(pcapng.packets(packets))) === 'closed') return
  }
  // What the taps lost is known when they have ended, and the capture goes on without this reader.
  if ((await sink.write('')) === 'written') await sink.write(await trailer())
}
