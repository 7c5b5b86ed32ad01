import { performance } from 'node:perf_hooks'

const sampleMs = 20

/** What keeps a process waiting for somebody else: a program, the agent in the lab, the API server. */
const others = /Process|Pipe|TCP|TLS|HTTP|FS|GetAddrInfo/

/**
 * This process's own share of an action's time: the processor time that it takes, which does not depend on what else the
 * machine does, and the time in which it waits for nothing but a clock. The rest is programs, the lab's agent, and the
 * API server.
 *
 * @returns what the action returned, and milliseconds: `wall`, `cpu`, and `clock` (sampled every 20 ms).
 */
export async function ownTime<T>(
  action: () => Promise<T>,
): Promise<{ value: T; wall: number; cpu: number; clock: number }> {
  const start = performance.now()
  const before = process.cpuUsage()
  let clock = 0
  let last = start
  const sampling = setInterval(() => {
    const now = performance.now()
    if (!process.getActiveResourcesInfo().some((name) => others.test(name))) clock += now - last
    last = now
  }, sampleMs)
  try {
    const value = await action()
    const { user, system } = process.cpuUsage(before)
    return { value, wall: performance.now() - start, cpu: (user + system) / 1000, clock }
  } finally {
    clearInterval(sampling)
  }
}
