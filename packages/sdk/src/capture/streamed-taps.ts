/** What a tap of a stream received and lost. */
export interface StreamedTap {
  /** `worker2:net0` */
  readonly tap: string
  /** Packets that the kernel counted. */
  readonly received: number
  /** Those of them that nobody read: the kernel had no room for them, or an output was too slow. */
  readonly dropped: number
  /** Packets that were read, before the display filter. */
  readonly packets: number
  /** LINKTYPE_ value. */
  readonly linkType: number
  /** Why it ended before the others. */
  readonly lost?: string
}

/** What came of a stream. */
export interface StreamedTaps {
  readonly taps: readonly StreamedTap[]
  /** Packets that the outputs got. */
  readonly shown: number
  /** How many of those streams left out whose readers were too slow, added up over the streams; a file beside them has them. */
  readonly missed: number
  /** Whether an output lacks its end, perhaps in the middle of a packet: its reader was too slow to be waited for. */
  readonly isCut: boolean
}
