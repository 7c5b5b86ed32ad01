import type { LivePacket } from './packet-log.ts'
import type { PacketOutput, StreamBegin } from './packet-output.ts'
import type { PacketQueue } from './packet-queue.ts'
import type { StreamedTap, StreamedTaps } from './streamed-taps.ts'
import type { TapGroup } from './tap-group.ts'

/** What a stream of packets consists of, once its taps are armed. */
export interface StreamParts {
  readonly queue: PacketQueue
  readonly group: TapGroup
  readonly outputs: readonly PacketOutput[]
  readonly begin: Omit<StreamBegin, 'closed' | 'mayMiss'>
  /** What the outputs get. */
  readonly passes: (packet: LivePacket) => boolean
  /** How many of it. */
  readonly most: number
  /** LINKTYPE_ value of each tap. */
  readonly linkTypes: () => readonly (number | undefined)[]
}

/**
 * Carries packets to the outputs until there are no more, the last is there that was wanted, or nobody wants more. Then
 * every tap has ended, and every output. An output that takes no more ends the taps; the others get what they have seen.
 *
 * @throws what an output throws.
 */
export async function pumpPackets(parts: StreamParts): Promise<StreamedTaps> {
  const { queue, group, outputs, begin, passes, most } = parts
  const read = begin.taps.map(() => 0)
  let shown = 0
  let share = mostAtOnce
  const gone = new Set<PacketOutput>()
  let [isCut, isOver] = [false, false]
  const failures: unknown[] = []

  const close = (output: PacketOutput, isSlow: boolean): void => {
    gone.add(output)
    isCut ||= isSlow
    void group.stop()
    if (gone.size < outputs.length) return
    isOver = true
    // The loop is not to wait for what the taps see last.
    queue.end()
  }

  async function deliver(batch: readonly LivePacket[]): Promise<void> {
    const left = outputs.filter((output) => !gone.has(output))
    const before = process.cpuUsage()
    for (const packet of batch) {
      read[packet.interfaceId] = (read[packet.interfaceId] ?? 0) + 1
      for (const output of left) output.see?.(packet)
    }
    const passed = batch.filter(passes).slice(0, most - shown)
    shown += passed.length
    const writing = left.map((output) => output.write(passed))
    const { user, system } = process.cpuUsage(before)
    share = nextShare(share, (user + system) / 1000)
    await Promise.all(writing)
  }

  async function carry(): Promise<void> {
    const starting = outputs.map((output) => {
      const closed = (isSlow = false): void => close(output, isSlow)
      const mayMiss = outputs.some((other) => other !== output && other.waitsForNobody)
      return output.begin?.({ ...begin, mayMiss, closed })
    })
    await Promise.all(starting)
    for (;;) {
      const batch = isOver || shown >= most ? undefined : await queue.take(share)
      if (batch === undefined) return
      await deliver(batch)
    }
  }

  await carry().catch((error: unknown) => failures.push(error))
  const isEnough = shown >= most || (isOver && !isCut) || (!group.isEnding && failures.length > 0)
  await group.stop()
  const taps = begin.taps.map((tap, id) => streamedTap(parts, { tap, id, packets: read[id] ?? 0, isEnough }))
  const endings = await Promise.allSettled(outputs.map(async (output) => output.end?.(taps)))
  failures.push(...endings.flatMap((ending) => (ending.status === 'rejected' ? [ending.reason as unknown] : [])))
  if (failures.length > 0) throw failures[0]
  const missed = outputs.reduce((sum, output) => sum + (output.missed ?? 0), 0)
  return { taps, shown, missed, isCut }
}

// What arrives is read between two batches, and who does not read for long is cut off by the lab's supervisor.
const [leastAtOnce, mostAtOnce, busyMs] = [16, 500, 5]

/** How many packets are carried at once: the fewer, the more work they are. */
export function nextShare(share: number, tookMs: number): number {
  return tookMs > busyMs ? Math.max(leastAtOnce, Math.floor(share / 2)) : Math.min(mostAtOnce, share * 2)
}

interface ReadTap {
  readonly tap: string
  readonly id: number
  readonly packets: number
  /** Whether what came after the last packet was not wanted. */
  readonly isEnough: boolean
}

function streamedTap({ queue, group, linkTypes }: StreamParts, { tap, id, packets, isEnough }: ReadTap): StreamedTap {
  const { received: counted = 0, lost: byKernel = 0 } = group.counts[id] ?? {}
  const atLeast = packets + byKernel + (queue.discarded[id] ?? 0)
  // What came after the last packet that was wanted did not get lost.
  const received = isEnough ? atLeast : Math.max(counted, atLeast)
  const lost = group.lost.get(id)
  const linkType = linkTypes()[id] ?? 1
  return { tap, received, dropped: received - packets, packets, linkType, ...(lost !== undefined && { lost }) }
}
