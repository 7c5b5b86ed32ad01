/** How much of what was sent the other end has not taken yet, and who waits for that. */
export interface Window {
  /** So many bytes were sent; resolves when there is room for more. */
  given(bytes: number): Promise<void>
  taken(bytes: number): void
  /** There is nothing to wait for any more. */
  close(): void
}

// The agent tells of every 256 KiB that a program has taken.
const windowBytes = 1024 * 1024

export function openWindow(mostBytes: number = windowBytes): Window {
  let underWay = 0
  let waiting: (() => void)[] = []
  const taken = (bytes: number): void => {
    underWay -= bytes
    if (underWay >= mostBytes) return
    const ready = waiting
    waiting = []
    for (const go of ready) go()
  }
  return {
    given(bytes) {
      underWay += bytes
      return underWay < mostBytes ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))
    },
    taken,
    close: () => taken(Infinity),
  }
}
