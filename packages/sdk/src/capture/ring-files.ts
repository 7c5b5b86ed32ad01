import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { LivePcapng } from './live-pcapng.ts'
import type { LivePacket } from './packet-log.ts'

/** The latest packets on disk, in files that are written one after the other. */
export interface RingFiles {
  write(packet: LivePacket): void
  /** Why nothing is written any more; undefined when all is. */
  readonly failure: string | undefined
  /** Ends the ring; its files go. */
  remove(): void
}

export interface RingFilesSettings {
  /** Path of the files up to their number. */
  readonly base: string
  readonly fileBytes: number
  readonly files: number
  /** The start of a new file. */
  readonly start: () => LivePcapng
}

/** Writes at once, so that a script that is killed leaves what has come. A disk that is full ends the ring, not the capture. */
export function createRingFiles({ base, fileBytes, files, start }: RingFilesSettings): RingFiles {
  const paths: string[] = []
  let current: { readonly descriptor: number; readonly pcapng: LivePcapng; bytes: number } | undefined
  let count = 0
  let failure: string | undefined

  function append(bytes: Uint8Array, to: NonNullable<typeof current>): void {
    writeSync(to.descriptor, bytes)
    to.bytes += bytes.length
  }

  function open(): NonNullable<typeof current> {
    close()
    const path = `${base}_${String(++count).padStart(5, '0')}.pcapng`
    mkdirSync(dirname(path), { recursive: true })
    const opened = { descriptor: openSync(path, 'w'), pcapng: start(), bytes: 0 }
    paths.push(path)
    if (paths.length > files) rmSync(paths.shift() as string, { force: true })
    append(opened.pcapng.header, opened)
    return opened
  }

  function close(): void {
    if (current !== undefined) closeSync(current.descriptor)
    current = undefined
  }

  return {
    get failure() {
      return failure
    },
    write(packet) {
      if (failure !== undefined) return
      try {
        if (current === undefined || current.bytes + packet.capturedLength > fileBytes) current = open()
        append(current.pcapng.packet(packet), current)
      } catch (error) {
        failure = (error as Error).message
      }
    },
    remove() {
      close()
      failure ??= 'the ring has ended'
      for (const path of paths) rmSync(path, { force: true })
    },
  }
}
