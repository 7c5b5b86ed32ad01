/** What tcpdump says of itself when it is asked, since it began. */
export interface Counters {
  /** Packets that it has written. */
  readonly captured: number
  /** Packets that the kernel counted, those that it had no room for included. */
  readonly received: number
  readonly dropped: number
}

const pattern = /(\d+) packets? captured\D+(\d+) packets? received by filter\D+(\d+) packets? dropped by kernel/

/** Reads tcpdump's counters out of what it said; `undefined` before they are complete. */
export function readCounters(said: string): Counters | undefined {
  const match = pattern.exec(said)
  return match === null
    ? undefined
    : { captured: Number(match[1]), received: Number(match[2]), dropped: Number(match[3]) }
}

/** Packets that were received and neither written nor dropped: they are on their way, or the filter takes none of them. */
export function pending({ captured, received, dropped }: Counters): number {
  return Math.max(0, received - dropped - captured)
}
