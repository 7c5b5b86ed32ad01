import type { Writable } from 'node:stream'
import { LabError } from '../errors.ts'
import { createBacklog, type Backlog } from './backlog.ts'
import { createByteSink, type ByteSink } from './byte-sink.ts'
import type { LivePcapng, TapStatistics } from './live-pcapng.ts'
import type { LivePacket } from './packet-log.ts'
import { createRingFiles, ringPath } from './ring-files.ts'

/** What is known of a stream of packets when it begins. */
export interface StreamBegin {
  /** By `interfaceId`: `worker2:net0`. */
  readonly taps: readonly string[]
  /** The UDP ports of the CNI's VXLAN, for who decodes. */
  readonly vxlanPorts?: readonly number[]
  /** Whether another output waits for nobody and has all packets: who reads this one slowly is then not waited for. */
  readonly mayMiss: boolean
  /** A pcapng of these taps. */
  readonly pcapng: () => LivePcapng
  /**
   * To be told that this output takes no more: the stream ends, and the other outputs still get what the taps have seen.
   * `isCut` when its reader is still there, and too slow to be waited for.
   */
  readonly closed: (isCut?: boolean) => void
}

/** Where the packets of {@link streamTaps} go, as they come. */
export interface PacketOutput {
  /** All taps listen. */
  begin?(begin: StreamBegin): unknown
  /** Every packet, before the display filter. */
  see?(packet: LivePacket): void
  /** Those of them that pass it, perhaps none; the next come when this has settled. */
  write(packets: readonly LivePacket[]): unknown
  /** The stream has ended, with what each tap received and lost. */
  end?(taps: readonly TapStatistics[]): unknown
  /** The stream is to end: from now on who takes nothing for so long is not waited for any more. */
  hurry?(patienceMs: number): void
  /** It has no reader that could be slow, as a file: streams beside it may leave out what it has. Default false. */
  readonly waitsForNobody?: boolean
  /** How many packets it was given and left out, as there was no room for them. */
  readonly missed?: number
}

/** Packets as text or bytes. */
export interface PacketEncoding {
  begin(begin: StreamBegin): string | Uint8Array
  see?(packet: LivePacket): void
  packets(packets: readonly LivePacket[]): string | Uint8Array
  end?(taps: readonly TapStatistics[]): string | Uint8Array
}

/**
 * Writes what an encoding makes of packets, until nobody reads any more; the stream stays open. Beside a file up to 16 MiB
 * wait for a slow reader, and what comes then is left out.
 */
export function writeEncoded(output: Writable, encoding: PacketEncoding): PacketOutput {
  let sink: ByteSink | undefined
  let backlog: Backlog | undefined
  const missed: number[] = []
  const leaveOut = (packets: readonly LivePacket[]): void => {
    for (const { interfaceId } of packets) missed[interfaceId] = (missed[interfaceId] ?? 0) + 1
    // It may keep something of what it has seen.
    encoding.packets([])
  }
  return {
    begin(begin) {
      sink = createByteSink(output, begin.closed)
      if (!begin.mayMiss) return sink.write(encoding.begin(begin))
      backlog = createBacklog(sink)
      backlog.push(encoding.begin(begin))
    },
    ...(encoding.see && { see: (packet) => encoding.see?.(packet) }),
    write(packets) {
      if (backlog === undefined) return sink?.write(encoding.packets(packets))
      if (backlog.hasRoom) backlog.push(encoding.packets(packets))
      else leaveOut(packets)
    },
    async end(taps) {
      await backlog?.drained()
      const ended = taps.map((tap, id) => ({ ...tap, dropped: (tap.dropped ?? 0) + (missed[id] ?? 0) }))
      await sink?.write(encoding.end?.(ended) ?? '')
    },
    hurry: (patienceMs) => sink?.hurry(patienceMs),
    get missed() {
      return missed.reduce((sum, count) => sum + count, 0)
    },
  }
}

/**
 * Packets of {@link streamTaps} as a pcapng on a stream.
 *
 * @example
 * await streamTaps(cluster, ['worker2:net0'], [pcapngTo(process.stdout)]) // zx script.mts | wireshark -k -i -
 */
export function pcapngTo(output: Writable): PacketOutput {
  let pcapng: LivePcapng | undefined
  return writeEncoded(output, {
    begin(begin) {
      pcapng = begin.pcapng()
      return pcapng.header
    },
    packets: (packets) => pcapng?.packets(packets) ?? '',
    end: (taps) => pcapng?.statistics(taps) ?? '',
  })
}

/** How many files, and how long; the terms are those of dumpcap. */
export interface PcapngFileOptions {
  /** Bytes after which the next file begins, `<name>_00001.pcapng` and on (`-b filesize`); default: one file. */
  readonly ringBytes?: number
  /** How many of them stay, the latest (`-b files`); default all. */
  readonly ringFiles?: number
}

/**
 * Packets of {@link streamTaps} as a pcapng file, which is replaced; each packet is in it at once.
 *
 * @example
 * await streamTaps(cluster, ['worker2:net0'], [pcapngFile('long.pcapng', { ringBytes: 100e6, ringFiles: 10 })])
 */
export function pcapngFile(path: string, { ringBytes, ringFiles }: PcapngFileOptions = {}): PacketOutput {
  let begun: ReturnType<typeof createRingFiles> | undefined
  const check = (): void => {
    const cause = begun?.failure
    if (cause === undefined) return
    throw new LabError(`the packets could not be written: ${cause.message}`, 'another file, with room for them', {
      cause,
    })
  }
  return {
    waitsForNobody: true,
    begin({ pcapng: start }) {
      const pathOf = (count: number): string => (ringBytes === undefined ? path : ringPath(path, count))
      begun = createRingFiles({ pathOf, fileBytes: ringBytes, files: ringFiles, start })
      begun.write([])
      check()
    },
    write(packets) {
      begun?.write(packets)
      check()
    },
    end(taps) {
      begun?.end(taps)
      check()
    },
  }
}
