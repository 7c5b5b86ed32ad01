import type { CaptureFacts, Packet } from './capture-file.ts'

/** A piece of a file that is being read. */
export interface FileWindow {
  readonly bytes: Uint8Array
  /** The same bytes. */
  readonly view: DataView
  /** Position of the first byte in the file. */
  readonly fileOffset: number
  /** The next byte to read, counted from the window's first; readers move it on. */
  offset: number
}

/** What knows one format. */
export interface RecordReader {
  /**
   * Reads all whole records of the window and appends their packets.
   *
   * @returns how many bytes from `window.offset` on the next record needs, as far as is known: more than there are.
   * @throws PcapFormatError when the bytes contradict themselves.
   */
  read(window: FileWindow, packets: Packet[]): number
  /** What was read besides packets; undefined before the file's header. */
  readonly facts: CaptureFacts | undefined
  /** Says what is missing, when the file ends after `left` bytes of a record that needs `needed`. */
  describeRest(left: number, needed: number): string
}
