import type { ArmedTap } from './armed-tap.ts'

/** Taps that are armed and end together; some may end before the others. */
export interface TapGroup {
  /** Ends all that are left, and waits for what they have seen. It never fails. */
  stop(): Promise<void>
  /** Whether the end was asked for. */
  readonly isEnding: boolean
  /** What the kernel counted at each tap, and how much of it got lost; known when they have ended. */
  readonly counts: readonly { readonly received: number; readonly lost: number }[]
  /** Whether all ended by themselves, before the end was asked for. */
  readonly isGone: boolean
  /** Why taps ended before the others, by their position. */
  readonly lost: ReadonlyMap<number, string>
}

/** Watches armed taps. `onLost` is told of each that ends by itself, `onEnd` once, when no more packets come. */
export function groupTaps(
  armed: readonly ArmedTap[],
  onLost: (tap: ArmedTap, why: string) => void,
  onEnd: () => void,
): TapGroup {
  const counts = armed.map(() => ({ received: 0, lost: 0 }))
  const lost = new Map<number, string>()
  let stopping: Promise<void> | undefined
  let isGone = false

  function lose(id: number, why: string): void {
    const tap = armed[id]
    if (lost.has(id) || tap === undefined) return
    lost.set(id, why)
    onLost(tap, why)
    if (lost.size < armed.length || stopping !== undefined) return
    isGone = true
    void stop()
  }

  async function stopOne(tap: ArmedTap, id: number): Promise<void> {
    if (lost.has(id)) return
    try {
      counts[id] = await tap.stop()
    } catch (error) {
      lose(id, (error as Error).message)
    }
  }

  async function stopAll(): Promise<void> {
    await Promise.all(armed.map(stopOne))
    onEnd()
  }

  function stop(): Promise<void> {
    return (stopping ??= stopAll())
  }

  armed.forEach(({ ended }, id) => {
    void ended.then((why) => {
      if (stopping === undefined) lose(id, why)
    })
  })
  return {
    stop,
    counts,
    lost,
    get isGone() {
      return isGone
    },
    get isEnding() {
      return stopping !== undefined
    },
  }
}
