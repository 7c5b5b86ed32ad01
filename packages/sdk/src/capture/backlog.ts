import type { ByteSink } from './byte-sink.ts'

/** What waits for a reader, so that nobody else waits for him. */
export interface Backlog {
  /** Whether something more may wait: less than 16 MiB wait. */
  readonly hasRoom: boolean
  /** Writes when all before has been written. */
  push(bytes: Uint8Array | string): void
  /**
   * All that waited has been written, or nobody reads any more.
   *
   * @throws what writing throws.
   */
  drained(): Promise<void>
}

const mostBytes = 16 * 1024 * 1024

/** A backlog of one reader. */
export function createBacklog(sink: Pick<ByteSink, 'write'>): Backlog {
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()
  return {
    get hasRoom() {
      return waiting < mostBytes
    },
    push(bytes) {
      const size = Buffer.byteLength(bytes)
      waiting += size
      last = last.then(() => sink.write(bytes)).finally(() => (waiting -= size))
      // It is told when all has been written.
      last.catch(() => {})
    },
    drained: async () => void (await last),
  }
}
