import type { ByteSink } from './byte-sink.ts'

/** What waits for a reader, so that nobody else waits for him. */
export interface Backlog {
  /** Whether something more may wait. */
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

/** @param mostBytes how many bytes may wait before there is no room; default 16 MiB. */
export function createBacklog(sink: Pick<ByteSink, 'write'>, mostBytes: number = 16 * 1024 * 1024): Backlog {
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()
  return {
    get hasRoom() {
      return waiting < mostBytes
    },
    push(bytes) {
      waiting += bytes.length
      last = last.then(() => sink.write(bytes)).finally(() => (waiting -= bytes.length))
      // It is told when all has been written.
      last.catch(() => {})
    },
    drained: async () => void (await last),
  }
}
