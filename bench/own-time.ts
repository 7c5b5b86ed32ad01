import { performance } from 'node:perf_hooks'

const sampleMs = 5

/** What keeps a process waiting for somebody else: a program, the agent in the lab, the API server. */
const others = /Process|Pipe|TCP|TLS|HTTP|FS|GetAddrInfo/

/**
 * This process's own share of an action's time: the time in which its JavaScript runs, and the time in which it waits for
 * nothing but a clock. The rest is programs, the lab's agent, and the API server.
 *
 * @returns milliseconds: `wall`, `busy`, and `idle` (sampled every 5 ms).
 * @see https://nodejs.org/api/perf_hooks.html#performanceeventlooputilizationutilization1-utilization2
 */
export async function ownTime(action: () => Promise<void>): Promise<{ wall: number; busy: number; idle: number }> {
  const start = performance.now()
  const before = performance.eventLoopUtilization()
  let idle = 0
  let last = start
  const sampling = setInterval(() => {
    const now = performance.now()
    if (!process.getActiveResourcesInfo().some((name) => others.test(name))) idle += now - last
    last = now
  }, sampleMs)
  try {
    await action()
  } finally {
    clearInterval(sampling)
  }
  const { active } = performance.eventLoopUtilization(before)
  return { wall: performance.now() - start, busy: active, idle }
}
