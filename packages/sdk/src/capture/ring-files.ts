import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import type { LivePcapng, TapStatistics } from './live-pcapng.ts'
import type { LivePacket } from './packet-log.ts'

/** The latest packets on disk, in files that are written one after the other. */
export interface RingFiles {
  write(packets: readonly LivePacket[]): void
  /** Why nothing is written any more; undefined when all is. */
  readonly failure: Error | undefined
  /** Ends the ring with what its taps lost; its files stay. */
  end(statistics: readonly TapStatistics[]): void
  /** Ends the ring; its files go. */
  remove(): void
}

export interface RingFilesSettings {
  /** The path of each file, counted from 1. */
  readonly pathOf: (count: number) => string
  /** Default: one file holds everything. */
  readonly fileBytes?: number | undefined
  /** How many of them stay, default all. */
  readonly files?: number | undefined
  /** The start of a new file. */
  readonly start: () => LivePcapng
}

interface OpenFile {
  readonly descriptor: number
  readonly pcapng: LivePcapng
  bytes: number
}

/** What a pcapng has of each packet besides its bytes. */
const blockBytes = 32

/** The path of a file of a ring, named as dumpcap does it: `pings_00001.pcapng`. */
export function ringPath(path: string, count: number): string {
  const [, base = path, ending = ''] = /^(.*?)(\.\w+)?$/s.exec(path) ?? []
  return `${base}_${String(count).padStart(5, '0')}${ending}`
}

/** Writes at once, so that a script that is killed leaves what has come. A disk that is full ends the ring, not the capture. */
export function createRingFiles({
  pathOf,
  fileBytes = Infinity,
  files = Infinity,
  start,
}: RingFilesSettings): RingFiles {
  const paths: string[] = []
  let current: OpenFile | undefined
  let count = 0
  let failure: Error | undefined

  function open(): OpenFile {
    close()
    const path = pathOf(++count)
    current = { descriptor: openSync(path, 'w'), pcapng: start(), bytes: 0 }
    paths.push(path)
    if (paths.length > files) rmSync(paths.shift() as string, { force: true })
    append(current.pcapng.header, current)
    return current
  }

  function close(): void {
    const closed = current
    current = undefined
    if (closed !== undefined) closeSync(closed.descriptor)
  }

  function writeAll(packets: readonly LivePacket[]): void {
    let file = current ?? open()
    let part: LivePacket[] = []
    let bytes = 0
    for (const packet of packets) {
      if (file.bytes + bytes + packet.capturedLength > fileBytes) {
        append(file.pcapng.packets(part), file)
        file = open()
        part = []
        bytes = 0
      }
      part.push(packet)
      bytes += packet.capturedLength + blockBytes
    }
    append(file.pcapng.packets(part), file)
  }

  function attempt(action: () => void): void {
    if (failure !== undefined) return
    try {
      action()
    } catch (error) {
      failure = error as Error
    }
  }

  return {
    get failure() {
      return failure
    },
    write: (packets) => attempt(() => writeAll(packets)),
    end: (statistics) =>
      attempt(() => {
        const file = current ?? open()
        append(file.pcapng.statistics(statistics), file)
        close()
      }),
    remove() {
      close()
      failure ??= new Error('the ring has ended')
      for (const path of paths) rmSync(path, { force: true })
    },
  }
}

// A disk that is nearly full takes a part, and refuses the next.
function append(bytes: Uint8Array, to: OpenFile): void {
  for (let from = 0; from < bytes.length; from += writeSync(to.descriptor, bytes, from));
  to.bytes += bytes.length
}
