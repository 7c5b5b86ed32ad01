import type { Writable } from 'node:stream'
import type { LivePacket } from './packet-log.ts'
import type { LivePcapng } from './live-pcapng.ts'

/** Errors of a pipe whose reader has what it wants. */
const readerGone = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END']

/**
 * Writes packets into a stream as they come, until there are no more or nobody reads any more; the stream stays open.
 *
 * @throws the stream's error, when it is not that its reader is gone.
 */
export async function writeLive(
  packets: AsyncIterable<LivePacket>,
  pcapng: LivePcapng,
  output: Writable,
  trailer: () => Promise<Uint8Array>,
): Promise<void> {
  const closed = Promise.withResolvers<'closed'>()
  const onError = (error: NodeJS.ErrnoException): void => {
    if (readerGone.includes(error.code ?? '')) closed.resolve('closed')
    else closed.reject(error)
  }
  const onClose = (): void => closed.resolve('closed')
  // It stays: what was written last may fail after this function has ended.
  output.on('error', onError)
  output.once('close', onClose)
  closed.promise.catch(() => {})
  const write = async (bytes: Uint8Array): Promise<'written' | 'closed'> => {
    const written = Promise.withResolvers<'written'>()
    if (!output.writable) return 'closed'
    if (output.write(bytes)) return 'written'
    output.once('drain', () => written.resolve('written'))
    return Promise.race([written.promise, closed.promise])
  }

  try {
    if ((await write(pcapng.header)) === 'closed') return
    const iterator = packets[Symbol.asyncIterator]()
    for (;;) {
      const next = await Promise.race([iterator.next(), closed.promise])
      if (next === 'closed') return
      if (next.done === true) break
      if ((await write(pcapng.packet(next.value))) === 'closed') return
    }
    const last = Promise.withResolvers<void>()
    output.write(await trailer(), () => last.resolve())
    await Promise.race([last.promise, closed.promise])
  } finally {
    output.off('close', onClose)
  }
}
